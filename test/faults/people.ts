// Over 120 lines: what one person does in a browser is one story.

import { accuse, count, type Known, type Ledger } from './ledger.ts'
import type { Chance } from './random.ts'
import type { RelayLog } from './relay-log.ts'
import type { Answer, Visitor } from './visitor.ts'

/** What a person needs to act: browsers, a mailbox, chance, and the ledger to write it down in. */
export interface Surroundings {
  ledger: Ledger
  relayLog: RelayLog
  chance: Chance
  visitor(): Visitor
}

const restMs = 3_000
/** The database may still be at it after we were told that it was away. */
const awayRestMs = 10_000
const mailPatienceMs = 45_000

/** One step in the life of a person: asks for a link, uses the one that came, changes the password, or looks in. */
export async function live(around: Surroundings, person: Known): Promise<void> {
  const { ledger, chance } = around
  if (person.restsUntil > Date.now()) return
  if (person.possible.length > 1) return findOut(around, person)
  if (person.askedAt !== undefined) {
    const mail = around.relayLog.newestLink(person.email, person.askedAt)
    if (mail && !person.usedLinks.includes(mail.link)) return useLink(around, person, mail.link)
    if (Date.now() - person.askedAt > mailPatienceMs) person.askedAt = undefined
    return
  }
  const throwOf = chance.next()
  if (throwOf < 0.6 && ledger.resetOpen.includes(true)) return ask(around, person)
  return changePassword(around, person)
}

async function ask({ ledger, visitor }: Surroundings, person: Known): Promise<void> {
  const browser = visitor()
  if (!isPage(await browser.get('/forgot-password'), 200)) return
  const askedAt = Date.now()
  const answer = await browser.post('/forgot-password', { identifier: person.username, return_to: '' })
  note(ledger, answer)
  if (isPage(answer, 303)) {
    person.asks++
    count(ledger, 'forgot acknowledged')
  } else if (!isUnknown(answer)) return
  person.askedAt = askedAt
}

/** Opens the link and chooses a password; what was acknowledged has to hold from then on. */
async function useLink(around: Surroundings, person: Known, link: string): Promise<void> {
  const { ledger, chance } = around
  const browser = around.visitor()
  const own = chance.next() < 0.3 ? await signIn(around, person, person.possible[0] as string) : undefined
  const { pathname, search } = new URL(link)
  await browser.get(`${pathname}${search}`)
  const page = await browser.get(pathname)
  if (!isPage(page, 200)) {
    if (isPage(page, 410)) count(ledger, 'links found dead')
    if (isPage(page, 410)) person.usedLinks.push(link)
    person.askedAt = undefined
    return
  }
  const chosen = newPassword(chance)
  const answer = await browser.post(pathname, { new_password: chosen, confirm_password: chosen })
  note(ledger, answer)
  person.askedAt = undefined
  person.usedLinks.push(link)
  if (isUnknown(answer)) {
    person.resets.unknown++
    return becameUnknown(person, chosen, answer)
  }
  if (!isPage(answer, 303)) return
  person.resets.acknowledged++
  count(ledger, 'resets acknowledged')
  becameCertain(person, chosen)
  if (own?.cookie) person.endedSessions.push(own.cookie)
  if (chance.next() < 0.2) await tryAgain(around, person, link)
  await prove(around, person)
}

/** A used link is dead for everybody. */
async function tryAgain(around: Surroundings, person: Known, link: string): Promise<void> {
  const browser = around.visitor()
  const { pathname, search } = new URL(link)
  await browser.get(`${pathname}${search}`)
  const page = await browser.get(pathname)
  if (isPage(page, 200)) accuse(around.ledger, `I2 the used link of ${person.username} opened again`)
}

async function changePassword(around: Surroundings, person: Known): Promise<void> {
  const { ledger, chance } = around
  const browser = around.visitor()
  const current = person.possible[0] as string
  if ((await signIn(around, person, current, browser)).outcome !== 'in') return
  if (!isPage(await browser.get('/my-account'), 200)) return
  const before = sessionOf(browser)
  const chosen = newPassword(chance)
  const answer = await browser.post('/my-account/password', {
    current_password: current,
    new_password: chosen,
    confirm_password: chosen,
  })
  note(ledger, answer)
  if (isUnknown(answer)) {
    person.changes.unknown++
    return becameUnknown(person, chosen, answer)
  }
  if (!isPage(answer, 303)) return
  person.changes.acknowledged++
  count(ledger, 'changes acknowledged')
  becameCertain(person, chosen)
  if (before) person.endedSessions.push(before)
  await prove(around, person)
}

/** The new password opens, the old one does not, and a session from before is nobody's. */
async function prove(around: Surroundings, person: Known): Promise<void> {
  const { chance } = around
  await signIn(around, person, person.possible[0] as string)
  if (chance.next() < 0.3) await signIn(around, person, person.dead.at(-1) as string)
  const ended = person.endedSessions.at(-1)
  if (ended && chance.next() < 0.5) await replay(around, person, ended)
}

/** Shows an ended session once more; whoever is let in by it breaks I5. */
export async function replay(around: Surroundings, person: Known, cookie: string): Promise<void> {
  const browser = around.visitor()
  browser.cookies.set('latchkey-public-session', cookie)
  const page = await browser.get('/my-account')
  count(around.ledger, 'ended sessions replayed')
  if (isPage(page, 200)) accuse(around.ledger, `I5 a session of ${person.username} lived on after the password changed`)
}

/** After an outcome nobody heard: one of the two passwords opens, the other never again. */
async function findOut(around: Surroundings, person: Known): Promise<void> {
  const [before, after] = person.possible as [string, string]
  const { outcome } = await signIn(around, person, after)
  if (outcome === 'in') {
    person.possible = [after]
    person.dead.push(before)
  } else if (outcome === 'refused') {
    person.possible = [before]
    await signIn(around, person, before)
  }
}

type Entry = { outcome: 'in'; cookie: string } | { outcome: 'refused' | 'unknown'; cookie?: undefined }

/** Signs in at the public door. A certain password that is refused, or a dead one that opens, breaks I1. */
export async function signIn(
  { ledger, visitor }: Surroundings,
  person: Known,
  password: string,
  browser = visitor(),
): Promise<Entry> {
  await browser.get('/sign-in')
  const answer = await browser.post('/sign-in', { identifier: person.username, password, return_to: '' })
  note(ledger, answer)
  const isCertain = person.possible.length === 1 && person.possible[0] === password
  if (isPage(answer, 422)) {
    if (isCertain) accuse(ledger, `I1 the acknowledged password of ${person.username} was refused`)
    return { outcome: 'refused' }
  }
  if (!isPage(answer, 303)) return { outcome: 'unknown' }
  count(ledger, 'sign-ins')
  if (person.dead.includes(password)) accuse(ledger, `I1 a dead password of ${person.username} opened`)
  return { outcome: 'in', cookie: sessionOf(browser) ?? '' }
}

function becameCertain(person: Known, chosen: string): void {
  person.dead.push(...person.possible)
  person.possible = [chosen]
}

/** What was cut lands at once or never; what got no answer may land whenever its process wakes up, so it waits for the round's end. */
function becameUnknown(person: Known, chosen: string, answer: Answer): void {
  person.possible = [person.possible[0] as string, chosen]
  const rest = answer.kind === 'page' ? awayRestMs : restMs
  person.restsUntil = answer.kind === 'silent' ? Number.POSITIVE_INFINITY : Date.now() + rest
}

function sessionOf(browser: Visitor): string | undefined {
  return browser.cookies.get('latchkey-public-session')
}

/** Whether the answer leaves open what happened: none came, or the database was away. */
export function isUnknown(answer: Answer): boolean {
  return answer.kind !== 'page' || answer.status === 503
}

/** Whether a page with this status came. */
export function isPage(answer: Answer, status: number): boolean {
  return answer.kind === 'page' && answer.status === status
}

/** Counts what came of a post; a 500 is never right. */
export function note(ledger: Ledger, answer: Answer): void {
  const name = answer.kind === 'page' ? `answers ${answer.status}` : answer.kind
  count(ledger, name)
  if (answer.kind === 'page' && answer.status >= 500 && answer.status !== 503)
    accuse(ledger, `C13 a page said ${answer.status}`)
}

function newPassword(chance: Chance): string {
  return `quiet harbour ${chance.whole(0, 2 ** 31)} lantern ${chance.whole(0, 2 ** 31)}`
}
