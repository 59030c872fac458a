import { usernamesOf } from '../users/usernames.ts'
import type { StoredEntry } from './log.ts'
import { inPlainWords } from './words.ts'

const things: Record<string, string> = {
  '': 'Nobody known',
  anonymous: 'Not signed in',
  audit: 'Audit log',
  'command-line': 'Command line',
  mail: 'Mail queue',
  organization: 'Organization details',
  smtp: 'SMTP server',
  system: 'System configuration',
  templates: 'Mail templates',
  users: 'All users',
}

/** Entries as lines of the list, people by their usernames. */
export async function toRows(entries: StoredEntry[]) {
  const names = await usernamesOf(entries.flatMap(({ actor, subject }) => [actor, subject]))
  return entries.map((entry) => toRow(entry, names))
}

/** One entry on its own page, with its place in the chain. */
export async function toEntry(entry: StoredEntry) {
  const [row] = await toRows([entry])
  const { action, event, hash, previousHash, _id: number } = entry
  return { ...row, action, event, hash, previousHash, previous: number > 1 ? number - 1 : undefined }
}

function toRow(entry: StoredEntry, names: Map<string, string>) {
  const { _id: number, at, outcome, actor, subject, address, detail } = entry
  const text = at.toISOString()
  return {
    number,
    day: text.slice(0, 10),
    time: text.slice(11, 19),
    what: inPlainWords(entry),
    outcome,
    actor: nameOf(actor, names),
    subject: nameOf(subject, names),
    isOneself: actor === subject,
    address,
    detail: detail ?? '',
  }
}

function nameOf(id: string, names: Map<string, string>): { text: string; href: string | undefined } {
  const username = names.get(id)
  return username === undefined ? { text: things[id] ?? id, href: undefined } : { text: username, href: `/users/${id}` }
}
