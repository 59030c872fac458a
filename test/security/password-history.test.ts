import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { call, tokenIn, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  alice,
  choosePassword,
  mailedLink,
  moveIn,
  openPerson,
  setRecovery,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

const second = 'nine umbrellas in a hall'
const third = 'a ferry leaves without us'
const fourth = 'the orchard keeps its bees'
const refusal = 'This was one of your latest 3 passwords. Choose a new one.'

describe('a password that was chosen before', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser
  const person = { ...alice }

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [person])
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
  })

  const link = () => mailedLink(latchkey, smtp, person)

  async function record() {
    return mongoose.connection.collection('users').findOne({ username: person.username })
  }

  async function reset(password: string): Promise<void> {
    latchkey.clock.advanceMinutes(16)
    expect((await choosePassword(latchkey, await link(), password)).text).toContain('Your password is set')
    person.password = password
  }

  async function change(visitor: Browser, chosen: string): Promise<Browser> {
    await visitor.open('/my-account/password')
    return visitor.submit('Change password', {
      current_password: person.password,
      new_password: chosen,
      confirm_password: chosen,
    })
  }

  test('may be chosen again while no history is kept, and nothing is kept', async () => {
    await reset(second)
    await reset(alice.password)
    expect(await record()).not.toHaveProperty('pastPasswords')
    const page = await latchkey.visitor().open(await link())
    expect(page.$('.password-rules').text()).not.toContain('latest')
  })

  test('is refused with a link, which stays alive; the rules say so beforehand', async () => {
    await setRecovery(console, { password_history: '3' })
    await reset(second)
    await reset(third)
    latchkey.clock.advanceMinutes(16)
    const visitor = await latchkey.visitor().open(await link())
    expect(visitor.$('.password-rules').text()).toContain('Not one of your latest 3 passwords')
    for (const password of [alice.password, second, third]) {
      await visitor.submit('Set password', { new_password: password, confirm_password: password })
      expect([visitor.status, visitor.text.includes(refusal)]).toEqual([422, true])
    }
    await visitor.submit('Set password', { new_password: fourth, confirm_password: fourth })
    expect(visitor.text).toContain('Your password is set')
    person.password = fourth
    await reset(alice.password)
    expect((await record())?.pastPasswords).toHaveLength(2)
  })

  test('is refused in My Account, the present one too', async () => {
    const visitor = await signIn(latchkey, person)
    for (const password of [person.password, fourth, third])
      expect((await change(visitor, password)).text).toContain(refusal)
    await change(visitor, second)
    expect(visitor.text).toContain('Your password is changed')
    person.password = second
    expect((await record())?.pastPasswords).toHaveLength(2)
  })

  test('is refused in the recovery API with a code of its own and the key, which goes on working', async () => {
    const key = tokenIn(await link())
    const set = (password: string) => call(latchkey, `${v09}/set-password`, { key, password, properties: [] })
    const answer = await set(person.password)
    expect(answer.status).toBe(412)
    expect(JSON.parse(answer.body)).toMatchObject({ code: '22001', key, description: refusal })
    expect(JSON.parse((await set('short')).body).code).toBe('20035')
    expect((await set('a door that nobody painted')).status).toBe(200)
    person.password = 'a door that nobody painted'
  })

  test('is weighed and written in one step: of two callers one wins', async () => {
    const address = await link()
    const chosen = ['twelve cups and one saucer', 'the clock on the landing']
    const answers = await Promise.all(chosen.map((password) => choosePassword(latchkey, address, password)))
    const winners = answers.flatMap(({ text }, at) => (text.includes('Your password is set') ? [at] : []))
    expect(winners).toHaveLength(1)
    person.password = chosen[winners[0] ?? 0] ?? ''
    expect((await signIn(latchkey, person)).heading).toBe('My Account')
    const visitor = await latchkey.visitor().open(await link())
    const before = 'a door that nobody painted'
    await visitor.submit('Set password', { new_password: before, confirm_password: before })
    expect(visitor.text).toContain(refusal)
  })

  test('leaves no trace in pages, exports and answers', async () => {
    const kept = await record()
    const hashes: string[] = [...(kept?.pastPasswords ?? []), kept?.passwordHash]
    expect(hashes.length).toBeGreaterThan(1)
    await openPerson(console, person.username)
    const page = console.html
    await console.open('/users')
    const csv = await console.send('POST', '/users/export', { body: `_csrf=${encodeURIComponent(console.formToken)}` })
    const api = await call(latchkey, '/api/v1/users')
    expect([csv.status, api.status]).toEqual([200, 200])
    for (const text of [page, csv.body, api.body]) {
      expect(text).not.toContain('pastPasswords')
      for (const hash of hashes) expect(text).not.toContain(hash)
    }
  })

  test('is forgotten, as far as a shorter history does not reach, at the next change', async () => {
    await setRecovery(console, { password_history: '2' })
    await reset('seven lamps along the quay')
    expect((await record())?.pastPasswords).toHaveLength(1)
    await setRecovery(console, { password_history: '1' })
    latchkey.clock.advanceMinutes(16)
    const visitor = await latchkey.visitor().open(await link())
    expect(visitor.$('.password-rules').text()).toContain('Not the password you have now')
    await visitor.submit('Set password', { new_password: person.password, confirm_password: person.password })
    expect(visitor.text).toContain('You have this password now. Choose a new one.')
    await visitor.submit('Set password', { new_password: third, confirm_password: third })
    person.password = third
    expect(await record()).not.toHaveProperty('pastPasswords')
    await setRecovery(console, { password_history: '0' })
    await reset(third)
    expect(await record()).not.toHaveProperty('pastPasswords')
  })
})
