import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const parts = ['src', 'views', 'public', 'test', 'package.json', 'tsconfig.json', 'vitest.config.ts']

/** Copies what tests need of a tree to a new folder, which is taken away when this process ends, however it ends short of SIGKILL. */
export function copyTree(root: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'latchkey-weaknesses-'))
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true })
  mkdirSync(join(copy, 'tmp'))
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}
