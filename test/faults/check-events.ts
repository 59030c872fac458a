import { accuse, type Known, type Ledger } from './ledger.ts'
import type { Entry, Records } from './records.ts'

const ending = new Set([
  'password.changed',
  'password-reset.completed',
  'invitation.accepted',
  'user.disabled',
  'user.enabled',
])
const mailed = new Set(['password.changed', 'password-reset.completed', 'password-reset.link-issued'])

/** I2: what raised a person's `sessionVersion` and what the audit log tells are the same number of changes, between those
 *  acknowledged and those acknowledged or unknown; a live proof is never one that was spent. */
export function checkChanges(ledger: Ledger, records: Records): void {
  for (const person of [...ledger.people, ...ledger.turned, ...ledger.administrators]) {
    const stored = records.people.get(person.id)
    const told = (records.entriesOf.get(person.id) ?? []).filter(({ outcome }) => outcome === 'done')
    const raised = told.filter(({ action }) => ending.has(action)).length
    if (stored && stored.sessionVersion - 1 !== raised)
      accuse(ledger, `I2 ${person.username} changed ${stored.sessionVersion - 1} times, the log tells of ${raised}`)
    within(ledger, person, { name: 'password.changed', told, ...person.changes })
    within(ledger, person, { name: 'password-reset.completed', told, ...person.resets })
    const [issued, spent] = ['password-reset.link-issued', 'password-reset.completed'].map((name) =>
      countOf(told, name),
    )
    if ((spent ?? 0) > (issued ?? 0)) accuse(ledger, `I2 ${person.username} spent ${spent} links of ${issued}`)
    if (stored && stored.events.length > 0) accuse(ledger, `I3 ${person.username} has untold events`)
  }
}

function within(
  ledger: Ledger,
  person: Known,
  seen: { name: string; told: Entry[]; acknowledged: number; unknown: number },
): void {
  const found = countOf(seen.told, seen.name)
  const most = seen.acknowledged + seen.unknown
  if (found < seen.acknowledged || found > most)
    accuse(
      ledger,
      `I2 ${person.username}: ${found} entries ${seen.name}, acknowledged ${seen.acknowledged}, at most ${most}`,
    )
}

function countOf(told: Entry[], name: string): number {
  return told.filter(({ action }) => action === name).length
}

/** I3: one row in the mail queue for every event that calls for a letter, none without an event, each at its end and without its
 *  secret; every acknowledged request for a link was answered. */
export function checkMailRows(ledger: Ledger, records: Records): void {
  const events = new Set<string>()
  for (const { event, action, outcome } of records.entries) {
    if (events.has(event)) accuse(ledger, `I3 event ${event} was told twice`)
    events.add(event)
    if (outcome === 'done' && mailed.has(action) && !records.mails.has(event))
      accuse(ledger, `I3 ${action} ${event} has no letter`)
  }
  for (const mail of records.mails.values()) {
    if (!events.has(mail._id)) accuse(ledger, `I3 the letter ${mail._id} (${mail.kind}) has no event`)
    if (!['sent', 'failed', 'expired', 'cancelled'].includes(mail.state))
      accuse(ledger, `I3 the letter ${mail._id} is ${mail.state}`)
    if (mail.sealed !== null) accuse(ledger, `I3 the ended letter ${mail._id} still holds its secret`)
  }
  const answers = records.entries.filter(({ action }) => action === 'password-reset.link-issued').length
  const asked = ledger.counts['forgot acknowledged'] ?? 0
  if (answers < asked) accuse(ledger, `I3 ${asked} requests were acknowledged, ${answers} were answered`)
}
