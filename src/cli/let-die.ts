import type { Document } from '../database/load.ts'

/** A document of a backup as it comes back: whatever opened a door when the backup was made opens none any more. Links and codes that
 *  people hold are forgotten, and letters that carry one do not leave. */
export function letDie(collection: string, doc: Document, now: Date): Document {
  if (collection === 'users') return withoutProofs(doc)
  if (collection === 'apiKeys') return { ...doc, revokedAt: doc.revokedAt ?? now }
  if (collection === 'mails' && doc.state === 'queued' && doc.sealed !== null)
    return { ...doc, state: 'cancelled', sealed: null, leasedUntil: null, endedAt: now }
  return doc
}

/** Events that are still to be told are told without the letters that carry a link. */
function withoutProofs({ proof, pendingEmail, addressUndos, pastLinks, ...person }: Document): Document {
  const { events, parkedEvents, forcedReset } = person
  return {
    ...person,
    ...(forcedReset !== undefined && { forcedReset: { since: (forcedReset as Document).since } }),
    ...(events !== undefined && { events: withoutSealed(events) }),
    ...(parkedEvents !== undefined && { parkedEvents: withoutSealed(parkedEvents) }),
  }
}

function withoutSealed(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((part) => !isSealed(part)).map(withoutSealed)
  if (typeof value !== 'object' || value === null || value instanceof Date || '_bsontype' in value) return value
  const kept = Object.entries(value).filter(([, part]) => !isSealed(part))
  return Object.fromEntries(kept.map(([name, part]) => [name, withoutSealed(part)]))
}

function isSealed(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as Document).sealed === 'string'
}
