import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { type Handler } from 'express'
import { estimatorAddresses } from './estimator.ts'

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../public')

/** The addresses of the house's own files. Each carries a digest of its content, so that browsers may keep it for good. */
export const assets = Object.freeze({
  css: versioned('app.css'),
  js: versioned('app.js'),
  newPassword: versioned('new-password.js'),
  ...estimatorAddresses,
  logo: versioned('logo.svg'),
  favicon: versioned('favicon.svg'),
})

/** Serves `public/` for a year under /assets: no listings, no dot files. */
export function serveAssets(): Handler {
  return express.static(folder, { immutable: true, maxAge: '365d', index: false, redirect: false, dotfiles: 'ignore' })
}

function versioned(file: string): string {
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, file)))
    .digest('base64url')
  return `/assets/${file}?v=${digest.slice(0, 10)}`
}
