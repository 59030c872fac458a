import mongoose from 'mongoose'
import { linkHash } from '../src/audit/chain.ts'
import type { AuditEntry, StoredEntry } from '../src/audit/log.ts'
import type { MailState, QueuedMail } from '../src/mail/queue.ts'
import type { Person } from '../src/users/model.ts'
import { administrator, person } from './growth-people.ts'

/** How much there is of everything; the people are besides the administrator. */
export interface Size {
  people: number
  entries: number
  letters: number
}

const yearMs = 365 * 24 * 60 * 60_000
const kinds = ['password-reset', 'invitation', 'password-changed'] as const
/** So many of the newest letters still wait. */
const waiting = 200

/** The id of person `number`. */
export function idOf(number: number): string {
  return (number + 0x1000).toString(16).padStart(24, '0')
}

/** Everybody, the administrator first. */
export function* everybody({ people }: Size): Generator<Person> {
  yield administrator
  for (let number = 0; number < people; number++)
    yield { ...person(number), _id: new mongoose.Types.ObjectId(idOf(number)) }
}

/** A year of an audit log that ends at a moment, in one chain. A fifth of it is an administrator's, a twentieth about one busy
 *  person; the rest is spread over everybody. */
export function* auditLog(size: Size, end: Date): Generator<StoredEntry> {
  let previousHash = ''
  for (let _id = 1; _id <= size.entries; _id++) {
    const { id: event, ...fields } = entry(_id, size, end)
    const body = { _id, event, ...fields }
    const hash = linkHash(previousHash, body)
    yield { ...body, previousHash, hash }
    previousHash = hash
  }
}

function entry(number: number, { people, entries }: Size, end: Date): AuditEntry {
  const whom = idOf(number % 20 === 0 ? 0 : (number * 7919) % people)
  const at = new Date(end.getTime() - Math.round(((entries - number) * yearMs) / entries))
  const common = { id: `event-${number}`, at, address: `10.${number % 250}.${number % 200}.7` }
  if (number % 100_000 === 77) return { ...common, ...done('template.restored', administratorId, 'mail') }
  switch (number % 10) {
    case 0:
      return { ...common, ...done('user.changed', administratorId, whom), detail: 'e-mail address' }
    case 1:
      return { ...common, ...done('console.sign-in', administratorId, administratorId) }
    case 2:
      return { ...common, ...done('password-reset.link-issued', 'anonymous', whom) }
    case 3:
      return { ...common, ...done('password-reset.link-opened', 'anonymous', whom) }
    case 4:
      return { ...common, ...done('password-reset.completed', whom, whom) }
    default:
      return { ...common, ...done('sign-in', whom, whom), outcome: number % 7 === 0 ? 'refused' : 'done' }
  }
}

const administratorId = administrator._id.toString()

function done(action: string, actor: string, subject: string) {
  return { action, outcome: 'done' as const, actor, subject }
}

/** A year of mail that ends at a moment: most of it accepted, some refused, expired and cancelled, the newest still waiting. */
export function* mail({ people, letters }: Size, end: Date): Generator<QueuedMail> {
  for (let number = 0; number < letters; number++) {
    const holder = person((number * 7919) % people)
    const createdAt = new Date(end.getTime() - Math.round(((letters - number) * yearMs) / letters))
    const state = letters - number <= waiting ? 'queued' : (rare[number % 100] ?? 'sent')
    const endedAt = new Date(createdAt.getTime() + 2000 + (number % 97) * 100)
    const reply = state === 'sent' ? '250 2.0.0 OK: queued as 4711' : '451 4.3.0 come again'
    const isOver = state !== 'queued'
    yield {
      _id: `letter-${number}`,
      kind: kinds[number % kinds.length] ?? 'password-reset',
      to: { name: holder.username, address: holder.email },
      userId: idOf((number * 7919) % people),
      language: 'en',
      placeholders: { username: holder.username, organizationName: 'Example Org' },
      sealed: null,
      messageId: `letter-${number}@localhost`,
      state,
      attempts: state === 'sent' ? 0 : 1,
      notBefore: end,
      expiresAt: new Date((isOver ? createdAt : end).getTime() + 30 * 60_000),
      leasedUntil: null,
      fence: 1,
      lastReply: isOver ? reply : '',
      triedAt: isOver ? endedAt : null,
      createdAt,
      endedAt: isOver ? endedAt : null,
      tries: isOver ? [{ at: endedAt, reply }] : [],
    }
  }
}

const rare: Record<number, MailState> = { 3: 'failed', 4: 'failed', 5: 'expired', 6: 'cancelled' }
