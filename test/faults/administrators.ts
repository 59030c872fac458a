import { accuse, count, type Known, type Ledger } from './ledger.ts'
import { isPage, isUnknown, note, type Surroundings } from './people.ts'
import type { Visitor } from './visitor.ts'

/** What an administrator needs besides: browsers at the admin door. */
export interface Office extends Surroundings {
  console(): Visitor
}

/** Signs in at the console; undefined where that did not work now. */
async function enter(office: Office, who: Known): Promise<Visitor | undefined> {
  const browser = office.console()
  await browser.get('/sign-in')
  const password = who.possible[0] as string
  const answer = await browser.post('/sign-in', { identifier: who.username, password, return_to: '' })
  note(office.ledger, answer)
  return isPage(answer, 303) ? browser : undefined
}

/** Switches self-service reset off and, a moment later, on again. */
export async function toggle(office: Office, who: Known): Promise<void> {
  const browser = await enter(office, who)
  if (browser) for (const on of [false, true]) await switchReset(office.ledger, browser, on)
}

/** Switches self-service reset; an outcome nobody heard leaves both possible. */
export async function switchReset(ledger: Ledger, browser: Visitor, on: boolean): Promise<boolean> {
  const path = '/configuration/organization/system'
  if (!isPage(await browser.get(path), 200)) return false
  const answer = await browser.post(path, {
    link_lifetime_minutes: '60',
    minimum_password_length: '15',
    notify_on_success: 'on',
    limit_per_person: '40',
    limit_per_client: '1000000',
    limit_everyone: '1000000',
    guesses_per_hour: '20',
    failed_names_per_network: '1000',
    proof_after_names: '1000000',
    proof_after_requests: '1000000',
    session_idle_minutes: '60',
    session_hours: '24',
    console_idle_minutes: '30',
    console_hours: '8',
    ...(on && { self_service_password_reset: 'on' }),
  })
  note(ledger, answer)
  if (isPage(answer, 303)) ledger.resetOpen = [on]
  else if (isUnknown(answer)) ledger.resetOpen = [...new Set([...ledger.resetOpen, on])]
  if (isPage(answer, 303)) count(ledger, 'toggles acknowledged')
  return isPage(answer, 303)
}

/** Disables somebody, or enables them again. */
export async function turn(office: Office, who: Known): Promise<void> {
  const browser = await enter(office, who)
  const person = office.chance.pick(office.ledger.turned)
  if (!browser || person.restsUntil > Date.now()) return
  await act(office.ledger, browser, person, person.status.includes('active') ? 'disable' : 'enable')
}

/** All administrators disable one another in a circle at the same moment; whoever is left lets the others in again. */
export async function duel(office: Office): Promise<void> {
  const { administrators } = office.ledger
  const browsers = await Promise.all(administrators.map((who) => enter(office, who)))
  const strikes = browsers.map((browser, index) => {
    const target = administrators[(index + 1) % administrators.length] as Known
    return browser && act(office.ledger, browser, target, 'disable')
  })
  await Promise.all(strikes)
  count(office.ledger, 'duels of administrators')
  const left = await whoIsLeft(office)
  if (left) for (const one of administrators) await act(office.ledger, left, one, 'enable')
}

async function whoIsLeft(office: Office): Promise<Visitor | undefined> {
  for (const who of office.ledger.administrators) {
    const browser = await enter(office, who)
    if (browser && isPage(await browser.get('/users'), 200)) return browser
  }
  return undefined
}

async function act(ledger: Ledger, browser: Visitor, person: Known, what: 'disable' | 'enable'): Promise<void> {
  if (!isPage(await browser.get(`/users/${person.id}`), 200)) return
  const answer = await browser.post(`/users/${person.id}/${what}`, {})
  note(ledger, answer)
  const wanted = what === 'disable' ? 'disabled' : 'active'
  // a refusal ("the last administrator") is a redirect as well, so only those nobody protects are certain
  const isProtected = ledger.administrators.includes(person)
  if (isPage(answer, 303)) person.status = isProtected ? ['active', 'disabled'] : [wanted]
  else if (isUnknown(answer)) person.status = [...new Set([...person.status, wanted] as const)]
  if (answer.kind === 'silent') person.restsUntil = Number.POSITIVE_INFINITY
  if (isPage(answer, 303)) count(ledger, `${what}s acknowledged`)
}

/** Guesses at one password, three at a time, and counts those that were weighed. */
export async function guess({ ledger, visitor }: Surroundings): Promise<void> {
  const { guesses } = ledger
  const tries = Array.from({ length: 3 }, async () => {
    const browser = visitor()
    await browser.get('/sign-in')
    const form = { identifier: guesses.victim.username, password: 'not the password of anybody', return_to: '' }
    const answer = await browser.post('/sign-in', form)
    note(ledger, answer)
    if (isPage(answer, 422)) guesses.weighedAt.push(Date.now())
    if (isPage(answer, 429)) guesses.waits++
    if (isPage(answer, 303)) accuse(ledger, 'I8 a wrong password opened')
  })
  await Promise.all(tries)
}
