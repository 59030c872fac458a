import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { commandLine } from './command.ts'

/** Tells the audit log that somebody takes everything away in a file, or brings it back from one. */
export function recordBackup(
  { clock }: Pick<Deps, 'clock'>,
  { action, detail }: { action: string; detail?: string } = { action: 'data.backed-up' },
): Promise<void> {
  const { id: actor, address } = commandLine
  const entry = { at: clock.now(), action, outcome: 'done' as const, actor, subject: 'system', address, detail }
  return appendEntry({ id: randomUUID(), ...entry })
}
