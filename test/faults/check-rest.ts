import { verifyChain } from '../../src/audit/verify.ts'
import { accuse, type Ledger } from './ledger.ts'
import type { Records } from './records.ts'

/** I5: no session is ahead of its person, and none that counts is older than the last change. (That older ones are nobody's is seen
 *  at the door, by replaying them.) */
export function checkSessions(ledger: Ledger, records: Records): void {
  for (const session of records.sessions) {
    const person = records.people.get(session.userId)
    if (!person) accuse(ledger, `I5 a session of nobody: ${session.userId}`)
    else if (session.sessionVersion > person.sessionVersion)
      accuse(ledger, `I5 a session of ${person.username} is ahead of the account`)
  }
}

/** I6: somebody can always administer, and the roster names nobody who cannot. */
export function checkAdministrators(ledger: Ledger, records: Records): void {
  const active = [...records.people.values()].filter(
    ({ roles, status }) => roles.includes('administrator') && status === 'active',
  )
  if (active.length === 0) accuse(ledger, 'I6 there is no active administrator')
  const ids = new Set(active.map((person) => person._id.toString()))
  for (const id of records.roster) if (!ids.has(id)) accuse(ledger, `I6 the roster names ${id}, who is not active`)
  for (const person of [...ledger.turned, ...ledger.administrators]) {
    const status = records.people.get(person.id)?.status
    if (status === 'invited' || status === 'reset-required' || !status || !person.status.includes(status))
      accuse(ledger, `I6 ${person.username} is ${status}, acknowledged was ${person.status.join(' or ')}`)
    if (status === 'active' || status === 'disabled') person.status = [status]
    person.restsUntil = 0
  }
  if (!ledger.resetOpen.includes(records.resetOpen))
    accuse(ledger, `I6 the switch is ${records.resetOpen}, acknowledged was ${ledger.resetOpen.join(' or ')}`)
  ledger.resetOpen = [records.resetOpen]
}

/** I7: the audit chain is whole. */
export async function checkChain(ledger: Ledger): Promise<number> {
  const verdict = await verifyChain()
  if (verdict.outcome === 'whole') return verdict.entries
  accuse(ledger, `I7 the audit chain is not whole: ${JSON.stringify(verdict)}`)
  return 0
}

/** I8: of the wrong guesses at one account no more were weighed than the growing delay allows in that time, with two to spare for
 *  races (where clocks are right); and none that was weighed was forgotten. Source: the bar's R1 and R3. */
export function checkGuesses(ledger: Ledger, records: Records): void {
  const { weighedAt } = ledger.guesses
  const first = weighedAt[0]
  const last = weighedAt.at(-1)
  if (first === undefined || last === undefined) return
  const allowed = allowedWithin((last - first) / 1000) + 2
  if (weighedAt.length > allowed)
    accuse(ledger, `I8 ${weighedAt.length} guesses were weighed where ${allowed} are allowed`)
  const counted = Math.max(0, ...records.attempts.map(({ failures }) => failures))
  if (counted < weighedAt.length)
    accuse(ledger, `I8 ${weighedAt.length} guesses were weighed, ${counted} are on record`)
}

function allowedWithin(seconds: number): number {
  let allowed = 5
  for (let spent = 1, delay = 1; spent <= seconds; delay = Math.min(delay * 2, 30), spent += delay) allowed++
  return allowed
}
