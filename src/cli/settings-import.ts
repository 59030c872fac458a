import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Deps } from '../deps.ts'
import type { SmtpSecrets } from '../organization/smtp-secrets.ts'
import { type Fault, faultsOf } from '../settings-file/faults.ts'
import { type SettingsFile, settingsForm } from '../settings-file/forms.ts'
import { importSettings } from '../settings-file/plan.ts'
import { type Answer, commandLine, type DatabaseCommand, type Given, refusal, UsageFault } from './command.ts'
import { lookUp } from './references.ts'

/** A settings file as it was read where the command was typed, with the secrets its references stand for. */
interface Wanted {
  file: SettingsFile | null
  secrets: SmtpSecrets
  faults: Fault[]
  dryRun: boolean
}

/** Makes the settings those of a file: all of them, or none where anything in it is wrong. */
export const settingsImport: DatabaseCommand<Wanted> = {
  says: 'makes the settings those of a file, all or nothing; --dry-run says what would change',
  usage: 'settings import <file> [--dry-run]',
  options: { 'dry-run': { type: 'boolean' } },
  words: [1, 1],
  read,
  act: bringIn,
}

function read({ words: [name = ''], values }: Given): Wanted {
  const dryRun = values['dry-run'] === true
  const parsed = settingsForm.safeParse(jsonIn(name))
  if (!parsed.success) return { file: null, secrets: {}, faults: faultsOf(parsed.error), dryRun }
  return { file: parsed.data, ...lookUp(parsed.data.smtp ?? {}), dryRun }
}

function jsonIn(name: string): unknown {
  try {
    return JSON.parse(readFileSync(resolve(name), 'utf8'))
  } catch (error) {
    if (error instanceof SyntaxError) throw new UsageFault(`${name} is not JSON: ${error.message}.`)
    throw new UsageFault(`${name} cannot be read (${(error as NodeJS.ErrnoException).code}).`)
  }
}

async function bringIn(deps: Deps, { file, ...wanted }: Wanted): Promise<Answer> {
  if (!file) return refused(wanted.faults)
  const by = { ...commandLine, sessionId: commandLine.id }
  const done = await importSettings(deps, { ...wanted, file, by })
  if (done.outcome === 'refused') return refused(done.faults)
  if (done.outcome === 'unchanged') return { text: 'Nothing to change: the settings are those of the file.', code: 0 }
  const lead = done.outcome === 'changed' ? 'Changed:' : 'Nothing was changed yet. This would be:'
  return { text: `${lead}\n${inList(done.changes)}`, code: 0 }
}

function refused(faults: Fault[]): Answer {
  const lines = faults.map(({ field, message }) => `${field || 'The file'}: ${message}.`)
  return refusal(`Nothing was changed.\n${inList(lines)}`)
}

function inList(lines: string[]): string {
  return lines.map((line) => `  ${line}`).join('\n')
}
