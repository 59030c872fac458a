import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Handler } from 'express'
import { estimatorAddresses } from './estimator.ts'
import { versioned } from './versioned.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../public')

/** The addresses of the house's own files. Each carries a digest of its content, so that browsers may keep it for good. */
export const assets = Object.freeze({
  css: addressOf('app.css'),
  js: addressOf('app.js'),
  newPassword: addressOf('new-password.js'),
  proof: addressOf('proof.js'),
  ...estimatorAddresses,
  logo: addressOf('logo.svg'),
  favicon: addressOf('favicon.svg'),
})

/** Serves `public/` for a year under /assets: no listings, no dot files. */
export function serveAssets(): Handler {
  return express.static(folder, { immutable: true, maxAge: '365d', index: false, redirect: false, dotfiles: 'ignore' })
}

function addressOf(file: string): string {
  return versioned(file, readFileSync(join(folder, file)))
}
