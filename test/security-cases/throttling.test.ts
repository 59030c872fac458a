import mongoose from 'mongoose'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { basic, call, v09 } from '../recovery-api/program.ts'
import {
  adminPassword,
  choosePassword,
  mailedLink,
  proveIfAsked,
  signIn,
  signInToConsole,
  systemNumbers,
} from '../support/people.ts'
import { encode, nothingBroke, useHome } from './people-at-home.ts'
import { inTheCrowd, useStrangers, wrong } from './strangers.ts'

describe('guesses from many places', () => {
  const home = useHome()
  const { newBrowser, guess, useUp, ownerAt } = useStrangers(home)

  beforeEach(() => home.latchkey.clock.advanceMinutes(15 * 24 * 60))
  afterEach(() => vi.restoreAllMocks())

  async function setLimits(limits: Record<string, string>): Promise<void> {
    const console = await (await signInToConsole(home.latchkey)).open('/configuration/organization/system')
    const switches = { self_service_password_reset: 'on', notify_on_success: 'on' }
    await console.post('/configuration/organization/system', { ...systemNumbers, ...switches, ...limits })
    await proveIfAsked(console)
    expect(console.status).toBe(200)
  }

  test('R1 of five hundred guesses within an hour at both names of an account twenty are weighed', async () => {
    let weighed = 0
    for (let time = 0; time < 500; time++) {
      const name = time % 2 ? home.alice.username : home.alice.email
      if ((await guess(name, inTheCrowd(Math.floor(time / 2) % 50))) === 422) weighed += 1
      home.latchkey.clock.advanceSeconds(7)
    }
    expect(weighed).toBe(20)
  })

  test('R1 after forty failures in a row at a name only known devices and a reset help', async () => {
    const { latchkey, smtp, alice } = home
    const known = newBrowser()
    expect(await ownerAt(known)).toBe('My Account')
    let weighed = 0
    for (let hour = 0; hour < 5; hour++) {
      weighed += await useUp(alice.username)
      latchkey.clock.advanceMinutes(60)
    }
    expect(weighed).toBe(40)
    const visitor = newBrowser()
    expect([await ownerAt(visitor), visitor.status]).toEqual(['Sign in', 429])
    expect(visitor.text).toContain('Reset your password, or sign in with a browser you signed in with before.')
    await known.submit('Sign out')
    expect(await ownerAt(known)).toBe('My Account')
    expect(await ownerAt(newBrowser())).toBe('My Account')
    for (let hour = 0; hour < 5; hour++) {
      await useUp(alice.username)
      latchkey.clock.advanceMinutes(60)
    }
    expect(await ownerAt(newBrowser())).toBe('Sign in')
    alice.password = 'a reset that opens what was closed'
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), alice.password)
    expect(await ownerAt(newBrowser())).toBe('My Account')
  })

  test('R2 two hundred failures from one network do not keep the owner waiting on another', async () => {
    for (let time = 0; time < 200; time++) {
      await guess(home.alice.username, inTheCrowd(1))
      home.latchkey.clock.advanceSeconds(10)
    }
    expect(await ownerAt(newBrowser())).toBe('My Account')
    expect(await guess(home.alice.username, inTheCrowd(1))).toBe(429)
  })

  test('R2 a browser somebody signed in with before gets in although strangers used up the hour; it has ten tries of its own', async () => {
    const known = newBrowser()
    await ownerAt(known)
    await known.submit('Sign out')
    expect(await useUp(home.alice.username)).toBe(10)
    const visitor = newBrowser()
    expect([await ownerAt(visitor), visitor.status]).toEqual(['Sign in', 429])
    expect(await ownerAt(known)).toBe('My Account')
    await known.submit('Sign out')
    let weighed = 0
    for (let time = 0; time < 15; time++) {
      await known.open('/sign-in')
      await known.submit('Sign in', { identifier: home.alice.username, password: wrong })
      if (known.status === 422) weighed += 1
      home.latchkey.clock.advanceSeconds(31)
    }
    expect(weighed).toBe(10)
  })

  test('R2 what a browser is known by counts for the people who signed in there alone, and is given on success alone', async () => {
    const cookie = 'latchkey-public-device'
    const stranger = await newBrowser().open('/sign-in')
    expect(stranger.cookies.has(cookie)).toBe(false)
    await stranger.submit('Sign in', { identifier: home.bob.username, password: wrong })
    expect(stranger.cookies.has(cookie)).toBe(false)
    const bobs = newBrowser()
    await bobs.open('/sign-in')
    const answer = await bobs.send('POST', '/sign-in', {
      body: encode({ identifier: home.bob.username, password: home.bob.password, _csrf: bobs.formToken }),
    })
    const given = answer.cookies.find((text) => text.startsWith(`${cookie}=`)) ?? ''
    for (const part of ['HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=31536000'])
      expect(given.split('; ')).toContain(part)
    expect(given).not.toMatch(/bob/)
    bobs.cookies.set(cookie, given.slice(cookie.length + 1, given.indexOf(';')))
    await useUp(home.alice.username)
    expect(await ownerAt(bobs)).toBe('Sign in')
  })

  test('R2 a reset lets the browser in it was done with, while strangers go on guessing', async () => {
    const { latchkey, smtp, alice } = home
    await useUp(alice.username)
    const link = await mailedLink(latchkey, smtp, alice)
    const visitor = await newBrowser().open(link)
    alice.password = 'the tide brings back what it took'
    await visitor.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    expect(await useUp(alice.username)).toBe(10)
    expect(await ownerAt(newBrowser())).toBe('Sign in')
    expect(await ownerAt(visitor)).toBe('My Account')
  })

  test('R2 a session changes its password although strangers used up the hour', async () => {
    const { latchkey, alice } = home
    const visitor = await signIn(latchkey, alice)
    await useUp(alice.username)
    await visitor.open('/my-account/password')
    const chosen = 'a door that strangers cannot hold shut'
    const change = { current_password: alice.password, new_password: chosen, confirm_password: chosen }
    await visitor.submit('Change password', change)
    expect(visitor.text).toContain('Your password is changed')
    alice.password = chosen
  })

  test('R3 a hundred and fifty guesses at once at two doors: no more are weighed than the hour has', async () => {
    const [one, other] = [await newBrowser(0).open('/sign-in'), await newBrowser(1).open('/sign-in')]
    const statuses = await Promise.all(
      Array.from({ length: 150 }, (_, at) =>
        guess(home.alice.username, inTheCrowd(at % 75), { by: at % 2 ? one : other }),
      ),
    )
    const weighed = statuses.filter((status) => status === 422).length
    expect(weighed).toBeGreaterThan(0)
    expect(weighed).toBeLessThanOrEqual(10)
  })

  test('R5 the addresses of one IPv6 network are one client', async () => {
    let weighed = 0
    for (let time = 0; time < 30; time++) {
      if ((await guess(home.alice.username, `2001:db8:1:2::${time.toString(16)}`)) === 422) weighed += 1
      home.latchkey.clock.advanceSeconds(31)
    }
    expect(weighed).toBe(7)
    expect(await guess(home.alice.username, '2001:db8:1:3::1')).toBe(422)
  })

  test('R6 guesses spread over pages, console, password form and HTTP Basic share one count', async () => {
    const { latchkey } = home
    const visitor = await signIn(latchkey, { username: 'admin', password: adminPassword })
    const ways = [
      () => guess('admin', inTheCrowd(7)),
      async () => (await signInToConsole(latchkey, { username: 'admin', password: wrong })).status,
      async () => {
        await visitor.open('/my-account/password')
        const change = { current_password: wrong, new_password: wrong, confirm_password: wrong }
        return (await visitor.submit('Change password', change)).status
      },
      async () => {
        const headers = { Authorization: basic('admin', wrong) }
        return (await call(latchkey, `${v09}/claims`, undefined, { headers })).status
      },
    ]
    const weighed = ways.map(() => 0)
    for (let time = 0; time < 24; time++) {
      const way = time % 4
      const status = await (ways[way] as () => Promise<number>)()
      if (status !== 429 && time < 12) weighed[way] = (weighed[way] ?? 0) + 1
      if (time >= 12 && way !== 2) expect([way, status]).toEqual([way, 429])
      latchkey.clock.advanceSeconds(31)
    }
    expect(weighed.reduce((all, one) => all + one)).toBeLessThanOrEqual(11)
    expect((await signInToConsole(latchkey)).status).toBe(429)
  })

  test('R6 a network a program succeeded from keeps it working while strangers guess, and it forgives them nothing', async () => {
    const { latchkey } = home
    expect((await call(latchkey, `${v09}/claims`)).status).toBe(200)
    await useUp('admin')
    for (let time = 0; time < 15; time++) expect((await call(latchkey, `${v09}/claims`)).status).toBe(200)
    expect((await signInToConsole(latchkey)).status).toBe(429)
  })

  test('R7 a network that failed with many names waits, others do not; success takes nothing; no more is kept', async () => {
    const { latchkey, alice, bob } = home
    await setLimits({ failed_names_per_network: '10' })
    const known = newBrowser()
    for (let time = 0; time < 15; time++) {
      await ownerAt(known)
      await known.submit('Sign out')
    }
    const before = await mongoose.model('Attempts').countDocuments()
    const statuses = []
    for (let time = 0; time < 100; time++) statuses.push(await guess(`nobody-${time}`, '127.0.0.1'))
    expect(statuses).toEqual([...Array(10).fill(422), ...Array(90).fill(429)])
    expect(await mongoose.model('Attempts').countDocuments()).toBe(before + 10)
    expect(await guess(bob.username, '127.0.0.1', { password: bob.password })).toBe(429)
    expect(await guess('nobody-100', inTheCrowd(1))).toBe(422)
    expect(await ownerAt(known)).toBe('My Account')
    latchkey.clock.advanceMinutes(60)
    expect(await guess(alice.username, '127.0.0.1')).toBe(422)
    await setLimits({})
  })

  test('R7 where the counts cannot be kept nobody gets in', async () => {
    const fault = Object.assign(new Error('away'), { name: 'MongoServerSelectionError' })
    vi.spyOn(mongoose.model('Attempts'), 'findById').mockImplementation(() => {
      throw fault
    })
    for (let time = 0; time < 20; time++)
      expect(await guess(home.alice.username, inTheCrowd(time), { password: home.alice.password })).toBe(503)
    home.latchkey.logLines.length = 0
  })

  test('E5 thirty tries from three networks are answered alike for known and unknown names', async () => {
    const statuses = async (name: string) => {
      const found = []
      for (let time = 0; time < 30; time++) {
        found.push(await guess(name, inTheCrowd(time % 3)))
        if (time % 4 === 3) home.latchkey.clock.advanceSeconds(2)
      }
      return found
    }
    const expected = await statuses('nobody-of-this-name')
    expect(expected).toContain(429)
    for (const name of [home.bob.username, 'admin', 'nobody@example.test'])
      expect([name, await statuses(name)]).toEqual([name, expected])
  })

  test('the limits are shown in the console, and hold as soon as they are saved', async () => {
    await setLimits({ guesses_per_hour: '5' })
    const console = await (await signInToConsole(home.latchkey)).open('/configuration/organization/system')
    expect(console.form('Update').fields.guesses_per_hour).toBe('5')
    expect(await useUp('nobody-at-all')).toBe(3)
    await setLimits({})
    await console.open('/configuration/organization/system')
    expect(console.form('Update').fields).toMatchObject({ guesses_per_hour: '20', failed_names_per_network: '1000' })
  })

  nothingBroke(home)
})
