import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { stopListening } from '../../src/stop-listening.ts'
import { openDoor, setProof, solutionOf, toNextHour, Visitor } from '../security/flood.ts'
import { nothingBroke, useHome } from '../security-cases/people-at-home.ts'
import { adminPassword, signInToConsole } from '../support/people.ts'

const wrong = 'not the right words at all'
const here = '198.51.100.7'
const elsewhere = '203.0.113.9'

describe('when many sign-ins fail from a network', () => {
  const home = useHome()
  const doors: Awaited<ReturnType<typeof openDoor>>[] = []

  beforeAll(async () => {
    doors.push(await openDoor(home.latchkey), await openDoor(home.latchkey))
  })
  beforeEach(async () => {
    toNextHour(home.latchkey)
    await mongoose.model('Quota').deleteMany({})
    await setProof(await signInToConsole(home.latchkey), { proof_after_names: '3' })
  })
  afterEach(() => vi.restoreAllMocks())
  afterAll(() => Promise.all(doors.map(({ server }) => stopListening(server))))

  function visitor(from = here, door = 0): Promise<Visitor> {
    const { origin } = home.latchkey.deps.config.publicDoor
    return new Visitor({ url: doors[door]?.url ?? '', origin, from }).open('/sign-in')
  }

  const as = (identifier: string, more = {}) => ({ identifier, password: wrong, return_to: '', ...more })
  const guess = async (by: Visitor, identifier: string, more = {}) =>
    (await by.post('/sign-in', as(identifier, more))).status
  const solved = (by: Visitor) => ({ solution: solutionOf(by.ticket) })
  const rightly = (by: Visitor) => ({ ...solved(by), password: home.alice.password })
  const guesses = () => mongoose.model('Attempts').countDocuments()

  let crowd = 0
  async function flood(from = here): Promise<void> {
    const stranger = await visitor(from)
    for (let name = 0; name < 3; name++) expect(await guess(stranger, `crowd-${crowd++}`)).toBe(422)
  }

  test('nobody is asked for anything before', async () => {
    const one = await visitor()
    expect(one.isAsked).toBe(false)
    expect(one.page).not.toContain('<noscript>')
    expect(await guess(one, 'nobody', { ticket: '' })).toBe(422)
  })

  test('the next one needs a solved puzzle, and gets in with it', async () => {
    await flood()
    const one = await visitor()
    expect(one.isAsked).toBe(true)
    expect(await guess(one, home.alice.username, { password: home.alice.password })).toBe(429)
    expect(await guess(one, home.alice.username, rightly(one))).toBe(303)
  })

  test('other networks are asked for nothing', async () => {
    await flood()
    const other = await visitor(elsewhere)
    expect(other.isAsked).toBe(false)
    expect(await guess(other, 'nobody-9')).toBe(422)
  })

  test('one name tried again and again counts once, and a sign-in that succeeds counts for nothing', async () => {
    const one = await visitor()
    for (let time = 0; time < 4; time++) expect(await guess(one, 'nobody')).toBe(422)
    for (let time = 0; time < 4; time++)
      expect(await guess(await visitor(), home.alice.username, { password: home.alice.password })).toBe(303)
    expect((await visitor()).isAsked).toBe(false)
  })

  test('one name tried many times at once counts once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, (_, number) => visitor(here, number % 2)))
    const statuses = await Promise.all(all.map((one) => guess(one, 'nobody')))
    expect(statuses).toContain(422)
    home.latchkey.clock.advanceSeconds(1)
    expect((await visitor()).isAsked).toBe(false)
  })

  test('names that failed in the hour before count again in the next one', async () => {
    home.latchkey.clock.advanceMinutes(50)
    await flood()
    home.latchkey.clock.advanceMinutes(12)
    const one = await visitor()
    expect(one.isAsked).toBe(false)
    for (let name = 1; name <= 3; name++) expect(await guess(one, `crowd-${crowd - name}`)).toBe(422)
    expect((await visitor()).isAsked).toBe(true)
  })

  test('a ticket old enough will do without JavaScript, also one of a form opened before', async () => {
    const early = await visitor()
    await flood()
    expect(await guess(early, 'nobody-3')).toBe(429)
    home.latchkey.clock.advanceSeconds(19)
    expect(await guess(early, 'nobody-3')).toBe(429)
    home.latchkey.clock.advanceSeconds(20)
    expect(await guess(early, home.alice.username, { password: home.alice.password })).toBe(303)
  })

  test('sixty waits an hour are all there are for a network, and the page says so; solving goes on', async () => {
    await flood()
    const first = await visitor()
    expect(first.page).toContain('Wait 20 seconds, then press the button.')
    home.latchkey.clock.advanceSeconds(20)
    expect(await guess(first, 'nobody-0')).toBe(422)
    await mongoose.model('Quota').updateMany({ count: 1 }, { $set: { count: 59 } })
    const [sixtieth, more] = [await visitor(), await visitor()]
    home.latchkey.clock.advanceSeconds(20)
    expect(await guess(sixtieth, 'nobody-0')).toBe(422)
    const refused = await more.post('/sign-in', as('nobody-0'))
    expect(refused.status).toBe(429)
    expect(Number(refused.header('retry-after'))).toBeGreaterThan(50 * 60)
    expect(more.page).toMatch(/Use a browser with JavaScript, or come back in \d+ minutes?\./)
    expect(await guess(more, home.alice.username, rightly(more))).toBe(303)
  })

  test.each([
    ['a ticket that was used', (_: Visitor, ticket: string, solution: string) => ({ ticket, solution })],
    ['no ticket', () => ({ ticket: '' })],
    ['a wrong solution', () => ({ solution: '1.2.3.4.5.6.7.8' })],
    ['the solution of another ticket', (_: Visitor, __: string, solution: string) => ({ solution })],
    [
      'a ticket whose moment was changed',
      (one: Visitor) => ({ ticket: one.ticket.replace(/\.[^.]*\./, '.m0000000.') }),
    ],
  ])('%s is no proof', async (_, spoil) => {
    await flood()
    const one = await visitor()
    const [ticket, solution] = [one.ticket, solutionOf(one.ticket)]
    expect(await guess(one, 'nobody-4', { ticket, solution })).toBe(422)
    const before = await guesses()
    expect(await guess(one, 'nobody-5', spoil(one, ticket, solution))).toBe(429)
    expect(await guesses()).toBe(before)
  })

  test('a ticket of another network or of another form is no proof, nor one that is over', async () => {
    await flood()
    const [one, foreign] = [await visitor(), await visitor(elsewhere)]
    expect(await guess(one, 'nobody-4', { ticket: foreign.ticket, ...solved(foreign) })).toBe(429)
    const forgot = await (await visitor()).open('/forgot-password')
    expect(await guess(one, 'nobody-4', { ticket: forgot.ticket, ...solved(forgot) })).toBe(429)
    const over = { ticket: one.ticket, ...solved(one) }
    home.latchkey.clock.advanceSeconds(601)
    expect(await guess(one, 'nobody-4', over)).toBe(429)
  })

  test('a ticket used in one process is used in every process', async () => {
    await flood()
    const [one, other] = [await visitor(), await visitor(here, 1)]
    const proof = { ticket: one.ticket, ...solved(one) }
    const statuses = await Promise.all([one, other, one, other].map((by) => guess(by, 'nobody-4', proof)))
    expect(statuses.sort()).toEqual([422, 429, 429, 429])
    home.latchkey.clock.advanceMinutes(9)
    expect(await guess(other, 'nobody-4', proof)).toBe(429)
  })

  test('a refusal counts as no guess, keeps the name that was typed and says when to come back', async () => {
    await flood()
    const one = await visitor()
    const before = await guesses()
    const answer = await one.post('/sign-in', as('Some Body', { return_to: '/my-account/profile' }))
    expect(answer.status).toBe(429)
    expect(answer.header('retry-after')).toBe('20')
    expect(answer.body).toContain('value="Some Body"')
    expect(answer.body).toContain('value="/my-account/profile"')
    expect(answer.body).toContain('Enter your password again.')
    expect(answer.body).not.toContain(wrong)
    expect(await guesses()).toBe(before)
  })

  test('known and unknown names are refused byte for byte alike', async () => {
    await flood()
    const refused = async (identifier: string) => {
      const one = await visitor()
      const { status, body } = await one.post('/sign-in', as(identifier))
      const plain = body.replaceAll(/name="(_csrf|ticket)" value="[^"]*"|data-puzzle="[^"]*"/g, '$1')
      return { status, body: plain.replaceAll(identifier, 'name') }
    }
    const expected = await refused('nobody')
    expect(expected.status).toBe(429)
    for (const name of [home.alice.username, home.alice.email, 'admin', 'nobody@example.test'])
      expect(await refused(name)).toEqual(expected)
  })

  test('a browser somebody signed in with before is not asked for their name, but for every other', async () => {
    const one = await visitor()
    await one.browser.submit('Sign in', { identifier: home.alice.username, password: home.alice.password })
    await one.browser.submit('Sign out')
    await flood()
    await one.open('/sign-in')
    expect(await guess(one, home.bob.username, { password: home.bob.password })).toBe(429)
    expect(await guess(one, home.alice.username, { password: home.alice.password })).toBe(303)
  })

  test('the console asks as well, and shares the count', async () => {
    for (let name = 0; name < 3; name++) {
      const stranger = await home.latchkey.visitor().open('/sign-in')
      await stranger.submit('Sign in', { identifier: `crowd-${crowd++}`, password: wrong })
    }
    const console = await home.latchkey.console().open('/sign-in')
    const typed = { identifier: 'admin', password: adminPassword }
    expect((await console.submit('Sign in', typed)).status).toBe(429)
    const solution = solutionOf(console.form('Sign in').fields.ticket ?? '')
    expect((await console.submit('Sign in', { ...typed, solution })).heading).toBe('Overview')
  })

  test('the addresses of one IPv6 network are one network', async () => {
    for (let name = 0; name < 3; name++) await guess(await visitor(`2001:db8:1:2::${name + 1}`), `crowd-${crowd++}`)
    expect((await visitor('2001:db8:1:2:ffff::1')).isAsked).toBe(true)
    expect((await visitor('2001:db8:1:3::1')).isAsked).toBe(false)
  })

  test('guesses made at once in two processes are counted one by one', async () => {
    await setProof(await signInToConsole(home.latchkey), { proof_after_names: '12' })
    const all = await Promise.all(Array.from({ length: 12 }, (_, number) => visitor(here, number % 2)))
    await Promise.all(all.map((one) => guess(one, `crowd-${crowd++}`)))
    expect(await guess(await visitor(), 'nobody-12')).toBe(429)
  })

  test('two thousand failed names from everywhere have everybody asked', async () => {
    await flood()
    const books = mongoose.model('Quota')
    await books.updateMany({ count: { $gte: 3 } }, { $set: { count: 1999 } })
    const other = await visitor(elsewhere)
    expect(other.isAsked).toBe(false)
    expect(await guess(other, 'the two thousandth')).toBe(422)
    const third = await visitor('192.0.2.1')
    expect(third.isAsked).toBe(true)
    expect(await guess(third, 'nobody-9')).toBe(429)
  })

  test('of those two thousand are also names that others failed with before', async () => {
    await flood()
    await mongoose.model('Quota').updateMany({ count: { $gte: 3 } }, { $set: { count: 1999 } })
    expect(await guess(await visitor(elsewhere), `crowd-${crowd - 1}`)).toBe(422)
    expect((await visitor('192.0.2.1')).isAsked).toBe(true)
  })

  test('where the counts cannot be read nobody signs in', async () => {
    const one = await visitor()
    const fault = Object.assign(new Error('away'), { name: 'MongoServerSelectionError' })
    vi.spyOn(mongoose.model('Quota'), 'find').mockImplementation(() => {
      throw fault
    })
    expect(await guess(one, home.alice.username, { password: home.alice.password })).toBe(503)
    vi.restoreAllMocks()
    home.latchkey.logLines.length = 0
  })

  test('it is over after an hour, and can be switched off at once', async () => {
    await flood()
    expect((await visitor()).isAsked).toBe(true)
    home.latchkey.clock.advanceMinutes(60)
    expect((await visitor()).isAsked).toBe(false)
    await flood()
    await setProof(await signInToConsole(home.latchkey), { proof_of_work: '' })
    const one = await visitor()
    expect([one.isAsked, one.ticket]).toEqual([false, ''])
    expect(await guess(one, 'nobody-4')).toBe(422)
  })

  test('the limits are shown in the console', async () => {
    await setProof(await signInToConsole(home.latchkey), { proof_after_names: '40', proof_after_requests: '50' })
    const console = await (await signInToConsole(home.latchkey)).open('/configuration/organization/system')
    const { fields } = console.form('Update')
    expect(fields).toMatchObject({ proof_of_work: 'on', proof_after_names: '40', proof_after_requests: '50' })
  })

  nothingBroke(home)
})
