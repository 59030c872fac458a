import { usernamesOf } from '../users/usernames.ts'
import type { StoredEntry } from './log.ts'
import { inPlainWords } from './words.ts'

/** Entries as the API tells of them, people with their usernames. */
export async function toEntryBodies(entries: readonly StoredEntry[]) {
  const names = await usernamesOf(entries.flatMap(({ actor, subject }) => [actor, subject]))
  return entries.map((entry) => {
    const { _id: number, at, action, outcome, actor, subject, address, detail } = entry
    return {
      number,
      at: at.toISOString(),
      action,
      outcome,
      what: inPlainWords(entry),
      actor,
      actor_name: names.get(actor) ?? null,
      subject,
      subject_name: names.get(subject) ?? null,
      address,
      detail: detail ?? null,
    }
  })
}

/** One entry with its place in the chain. */
export async function toChainedBody(entry: StoredEntry) {
  const [body] = await toEntryBodies([entry])
  const { event, previousHash, hash } = entry
  return { ...body, event, previous_hash: previousHash, hash }
}

/** What the documentation shows. */
export const entryExample = {
  number: 812,
  at: '2026-11-23T09:00:00.000Z',
  action: 'mail.retried',
  outcome: 'done',
  what: 'Mail sent to the queue again',
  actor: '6650f1c2a4b3d2e1f0a9b8c7',
  actor_name: 'admin',
  subject: '6650f1c2a4b3d2e1f0a9b8d0',
  subject_name: 'alice',
  address: '192.0.2.7',
  detail: 'Password reset, by API key mail watch (0b1f6a52c3d48e97)',
}

/** The same with its place in the chain. */
export const chainedExample = {
  ...entryExample,
  event: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  previous_hash: '0f'.repeat(32),
  hash: '1e'.repeat(32),
}
