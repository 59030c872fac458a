import mongoose from 'mongoose'
import type { QueuedMail } from '../../src/mail/queue.ts'
import type { Session } from '../../src/sessions/store.ts'
import type { Person } from '../../src/users/model.ts'

// for their models
import '../../src/mail/queue.ts'
import '../../src/password-reset/requests.ts'
import '../../src/security/attempts.ts'
import '../../src/sessions/store.ts'

export interface Entry {
  _id: number
  event: string
  action: string
  outcome: string
  subject: string
}

/** Everything the invariants are about, as it lies in the connected database. */
export interface Records {
  people: Map<string, Person>
  mails: Map<string, QueuedMail>
  mailOf: Map<string, QueuedMail>
  entries: Entry[]
  entriesOf: Map<string, Entry[]>
  sessions: Session[]
  roster: string[]
  resetOpen: boolean
  attempts: { _id: string; failures: number }[]
}

/** Reads all records, by the product's own models. */
export async function readRecords(): Promise<Records> {
  const all = <Row>(name: string) => mongoose.model(name).find().lean<Row[]>()
  const [people, mails, entries, sessions, rosters, settings, attempts] = await Promise.all([
    all<Person>('Person'),
    all<QueuedMail>('Mail'),
    mongoose.model('AuditEntry').find().sort({ _id: 1 }).lean<Entry[]>(),
    all<Session>('Session'),
    all<{ ids: string[] }>('Roster'),
    all<{ system?: { selfServiceReset?: boolean } }>('Settings'),
    all<{ _id: string; failures: number }>('Attempts'),
  ])
  const entriesOf = new Map<string, Entry[]>()
  for (const entry of entries) entriesOf.set(entry.subject, [...(entriesOf.get(entry.subject) ?? []), entry])
  return {
    people: new Map(people.map((person) => [person._id.toString(), person])),
    mails: new Map(mails.map((mail) => [mail._id, mail])),
    mailOf: new Map(mails.map((mail) => [mail.messageId, mail])),
    entries,
    entriesOf,
    sessions,
    roster: rosters[0]?.ids ?? [],
    resetOpen: settings[0]?.system?.selfServiceReset ?? false,
    attempts,
  }
}
