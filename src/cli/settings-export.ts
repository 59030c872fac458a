import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { toDocument } from '../settings-file/document.ts'
import { logoInUse, templatesInUse } from '../settings-file/in-use.ts'
import { type Answer, type DatabaseCommand, type Given, refusal, UsageFault } from './command.ts'

interface Wanted {
  secretsFrom: 'keep' | 'env'
}

/** Prints what an administrator may change as JSON, or writes it into a file. */
export const settingsExport: DatabaseCommand<Wanted> = {
  says: 'prints the settings as JSON, or writes them into a file; secrets are named, never said',
  usage: 'settings export [file] [--secrets keep|env]',
  options: { secrets: { type: 'string' } },
  words: [0, 1],
  read,
  act: collect,
  finish: write,
}

function read({ values: { secrets = 'keep' } }: Given): Wanted {
  if (secrets !== 'keep' && secrets !== 'env') throw new UsageFault('--secrets is keep or env.')
  return { secretsFrom: secrets }
}

async function collect(_deps: Deps, { secretsFrom }: Wanted): Promise<Answer> {
  const settings = await readSettings()
  const [logo, templates] = await Promise.all([logoInUse(settings), templatesInUse()])
  return { text: JSON.stringify(toDocument(settings, { templates, logo, secretsFrom }), undefined, 2), code: 0 }
}

function write({ text }: Answer, { words: [name] }: Given): Answer {
  if (name === undefined) return { text, code: 0 }
  const file = resolve(name)
  if (existsSync(file)) return refusal(`${file} is there already. Choose another name, or take it away first.`)
  writeFileSync(file, `${text}\n`, { mode: 0o600, flag: 'wx' })
  return { text: `The settings are in ${file}.`, code: 0 }
}
