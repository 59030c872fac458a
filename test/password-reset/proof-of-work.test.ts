import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { stopListening } from '../../src/stop-listening.ts'
import { openDoor, setProof, solutionOf, toNextHour, Visitor } from '../security/flood.ts'
import { nothingBroke, useHome } from '../security-cases/people-at-home.ts'
import { lastMailTo, linkIn, mailsTo, signInToConsole } from '../support/people.ts'

const here = '198.51.100.7'
const elsewhere = '203.0.113.9'
const path = '/forgot-password'

describe('when many reset mails are asked for from a network', () => {
  const home = useHome()
  const doors: Awaited<ReturnType<typeof openDoor>>[] = []

  beforeAll(async () => {
    doors.push(await openDoor(home.latchkey), await openDoor(home.latchkey))
  })
  beforeEach(async () => {
    toNextHour(home.latchkey)
    await mongoose.model('Quota').deleteMany({})
    await setProof(await signInToConsole(home.latchkey), { proof_after_requests: '3' })
  })
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => Promise.all(doors.map(({ server }) => stopListening(server))))

  function visitor(from = here, door = 0): Promise<Visitor> {
    const { origin } = home.latchkey.deps.config.publicDoor
    return new Visitor({ url: doors[door]?.url ?? '', origin, from }).open(path)
  }

  const ask = async (by: Visitor, identifier: string, more = {}) =>
    (await by.post(path, { identifier, return_to: '', ...more })).status
  const solved = (by: Visitor) => ({ solution: solutionOf(by.ticket) })
  const requests = () => mongoose.model('ResetRequest').countDocuments()

  async function flood(from = here): Promise<void> {
    const stranger = await visitor(from)
    for (let time = 0; time < 3; time++) expect(await ask(stranger, 'nobody')).toBe(303)
    await home.latchkey.deps.background.idle()
  }

  test('nobody is asked for anything before, and other networks not afterwards', async () => {
    const one = await visitor()
    expect(one.isAsked).toBe(false)
    await flood()
    const other = await visitor(elsewhere)
    expect(other.isAsked).toBe(false)
    expect(await ask(other, 'nobody', { ticket: '' })).toBe(303)
  })

  test('the next one needs a solved puzzle; refused, nothing is stored and what was typed stays', async () => {
    await flood()
    const one = await visitor()
    expect(one.isAsked).toBe(true)
    const before = await requests()
    const answer = await one.post(path, { identifier: 'Some Body', return_to: '/my-account' })
    expect([answer.status, answer.header('retry-after')]).toEqual([429, '20'])
    expect(answer.body).toContain('value="Some Body"')
    expect(answer.body).toContain('value="/my-account"')
    expect(answer.body).toContain('Your request was not taken yet.')
    expect(await requests()).toBe(before)
    expect(await ask(one, home.alice.email, solved(one))).toBe(303)
    await home.latchkey.deps.background.idle()
    expect(mailsTo(home.smtp, home.alice.email).length).toBeGreaterThan(0)
  })

  test('a form opened twenty seconds before goes through without JavaScript, once', async () => {
    const one = await visitor()
    await flood()
    const { ticket } = one
    expect(await ask(one, 'nobody', { ticket })).toBe(429)
    home.latchkey.clock.advanceSeconds(20)
    expect(await ask(one, 'nobody', { ticket })).toBe(303)
    expect(await ask(one, 'nobody', { ticket })).toBe(429)
  })

  test('a ticket of the sign-in page, of another network, used or over is no proof', async () => {
    await flood()
    const [one, foreign] = [await visitor(), await visitor(elsewhere)]
    expect(await ask(one, 'nobody', { ticket: foreign.ticket, ...solved(foreign) })).toBe(429)
    const signIn = await (await visitor()).open('/sign-in')
    expect(await ask(one, 'nobody', { ticket: signIn.ticket, ...solved(signIn) })).toBe(429)
    const proof = { ticket: one.ticket, ...solved(one) }
    expect(await ask(one, 'nobody', proof)).toBe(303)
    expect(await ask(await visitor(here, 1), 'nobody', proof)).toBe(429)
    const late = await visitor()
    const over = { ticket: late.ticket, ...solved(late) }
    home.latchkey.clock.advanceSeconds(600)
    expect(await ask(late, 'nobody', over)).toBe(429)
  })

  test('a known browser is asked like any other: a mail costs somebody else', async () => {
    const one = await visitor()
    await one.browser.open('/sign-in')
    await one.browser.submit('Sign in', { identifier: home.alice.username, password: home.alice.password })
    await flood()
    expect(await ask(await one.open(path), home.alice.email)).toBe(429)
  })

  test('everybody is refused alike, byte for byte', async () => {
    await flood()
    const refused = async (identifier: string) => {
      const one = await visitor()
      const { status, body } = await one.post(path, { identifier, return_to: '' })
      const plain = body.replaceAll(/name="(_csrf|ticket)" value="[^"]*"|data-puzzle="[^"]*"/g, '$1')
      return { status, body: plain.replaceAll(identifier, 'name') }
    }
    const expected = await refused('nobody')
    expect(expected.status).toBe(429)
    for (const name of [home.alice.username, home.bob.email, 'admin', 'nobody@example.test'])
      expect(await refused(name)).toEqual(expected)
  })

  test('asking again needs a proof as well', async () => {
    await flood()
    const one = await visitor(elsewhere)
    one.browser.cookies.clear()
    await one.browser.open(path)
    await one.browser.submit('Send Mail', { identifier: 'nobody' })
    const again = new Visitor({ url: doors[0]?.url ?? '', origin: one.browser.origin, from: here })
    for (const [name, value] of one.browser.cookies) again.browser.cookies.set(name, value)
    await again.open(`${path}/sent`)
    expect(again.isAsked).toBe(true)
    const before = await requests()
    const refused = await again.post(`${path}/again`, {})
    expect(refused.status).toBe(429)
    expect(refused.body).toContain('Your request was not taken yet.')
    expect(await requests()).toBe(before)
    expect((await again.post(`${path}/again`, solved(again))).status).toBe(303)
    expect(await requests()).toBe(before + 1)
  })

  test('so does asking anew from a dead link', async () => {
    const first = await visitor(elsewhere)
    expect(await ask(first, home.bob.email)).toBe(303)
    await home.latchkey.deps.background.idle()
    const { search } = new URL(linkIn(lastMailTo(home.smtp, home.bob.email)))
    home.latchkey.clock.advanceMinutes(31)
    await flood()
    const late = new Visitor({ url: doors[0]?.url ?? '', origin: first.browser.origin, from: here })
    await late.browser.open(`/reset-password${search}`)
    await late.open('/reset-password')
    expect(late.isAsked).toBe(true)
    const refused = await late.post('/reset-password/new-mail', {})
    expect(refused.status).toBe(429)
    expect(refused.body).toContain('Your request was not taken yet.')
    const mails = mailsTo(home.smtp, home.bob.email).length
    expect((await late.post('/reset-password/new-mail', solved(late))).status).toBe(303)
    await home.latchkey.deps.background.idle()
    expect(mailsTo(home.smtp, home.bob.email)).toHaveLength(mails + 1)
  })

  test('requests made at once do not slip past the count', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => visitor()))
    const statuses = await Promise.all(all.map((one) => ask(one, 'nobody')))
    expect(statuses.filter((status) => status === 303)).toHaveLength(3)
  })

  test('failed sign-ins and requests are counted apart', async () => {
    await flood()
    const one = await visitor()
    expect((await one.open('/sign-in')).isAsked).toBe(false)
  })

  test('where the counts cannot be kept nothing is asked for', async () => {
    const one = await visitor()
    const fault = Object.assign(new Error('away'), { name: 'MongoServerSelectionError' })
    vi.spyOn(mongoose.model('Quota'), 'findOneAndUpdate').mockImplementation(() => {
      throw fault
    })
    expect(await ask(one, 'nobody')).toBe(503)
    vi.restoreAllMocks()
    home.latchkey.logLines.length = 0
  })

  test('it can be switched off', async () => {
    await setProof(await signInToConsole(home.latchkey), { proof_of_work: '' })
    const one = await visitor()
    for (let time = 0; time < 8; time++) expect(await ask(one, 'nobody')).toBe(303)
    expect((await visitor()).isAsked).toBe(false)
  })

  nothingBroke(home)
})
