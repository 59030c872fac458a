import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { useFolder } from './command.ts'

const built = pathToFileURL(fileURLToPath(new URL('../../dist/cli/in-scratch.js', import.meta.url))).href
const folder = useFolder()

test('Ctrl-C in the middle of a backup leaves no copy of the database behind', async () => {
  const work = `() => { console.log('begun'); return new Promise(() => setInterval(() => {}, 1000)) }`
  const program = `const { inScratch } = await import('${built}'); await inScratch('${folder.path('.copy-')}', ${work})`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program])
  await once(child.stdout, 'data')
  expect(readdirSync(folder.path(''))).toHaveLength(1)
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([130, null])
  expect(readdirSync(folder.path(''))).toEqual([])
})
