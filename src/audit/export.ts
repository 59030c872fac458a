import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { csvLine, csvMark } from './csv.ts'
import { appendEntry, type StoredEntry } from './log.ts'
import { allOfLog, type Search } from './pages.ts'
import { inPlainWords } from './words.ts'

const columns = ['number', 'at', 'action', 'outcome', 'what', 'actor', 'subject', 'address', 'detail', 'hash']

/** The entries of a search as text, newest first, line by line, a few hundred entries in memory at a time. NDJSON holds each entry
 *  whole, so that the chain can be checked elsewhere. The log itself is told of it first. */
export async function* exportLog(
  deps: Pick<Deps, 'clock'>,
  wish: { search: Search; format: 'csv' | 'ndjson'; by: { id: string; address: string }; described: string },
): AsyncGenerator<string> {
  const { search, format, by, described } = wish
  const entry = { action: 'audit.exported', outcome: 'done' as const, actor: by.id, subject: 'audit' }
  const detail = `${format}${described ? `, ${described}` : ''}`
  await appendEntry({ ...entry, id: randomUUID(), at: deps.clock.now(), address: by.address, detail })
  if (format === 'csv') yield csvMark + csvLine(columns)
  for await (const found of allOfLog(search)) yield format === 'csv' ? toCsv(found) : `${JSON.stringify(found)}\n`
}

function toCsv(entry: StoredEntry): string {
  const { _id, at, action, outcome, actor, subject, address, detail = '', hash } = entry
  return csvLine([
    String(_id),
    at.toISOString(),
    action,
    outcome,
    inPlainWords(entry),
    actor,
    subject,
    address,
    detail,
    hash,
  ])
}
