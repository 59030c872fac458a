import mongoose from 'mongoose'
import { describe, expect, test } from 'vitest'
import { leaseRequest } from '../../src/password-reset/requests.ts'
import { People } from '../../src/users/model.ts'
import { notMeLinkIn } from '../password-reset/letters.ts'
import { alice, bob, lastMailTo, linkIn, mailsTo, openPerson, signInToConsole } from '../support/people.ts'
import { call, expectFault, named, resendPath, tokenIn, v2, v09 } from './program.ts'
import { good, never, telling, useRecovery } from './town.ts'

const town = useRecovery()
const { latchkey, tell, idle, mailedKey } = town

const scenario = [{ key: 'RecoveryScenario', value: 'NOTIFICATION_BASED_PW_RECOVERY' }]
const recover = (username: string, query = '', properties: { key: string; value: string }[] = []) =>
  call(latchkey, `${v09}/recover-password${query}`, named(username, properties))
const resend = (username: string, properties = scenario) => call(latchkey, resendPath, named(username, properties))
const validate = (code: string) => call(latchkey, `${v09}/validate-code`, { code })
const choose = (key: string, password = good) => call(latchkey, `${v09}/set-password`, { key, password })

async function expectSilence(answer: Promise<{ status: number; body: string }>): Promise<void> {
  const { status, body } = await answer
  expect([status, body]).toEqual([202, ''])
  await idle()
}

async function invite(username: string): Promise<string> {
  const console = await signInToConsole(latchkey)
  await console.open('/users/new')
  const email = `${username}@example.test`
  await console.submit('Create and send invitation', { username, email })
  await idle()
  return email
}

async function idOf(username: string): Promise<string> {
  const { items } = JSON.parse((await call(latchkey, `/api/v1/users?q=${username}`)).body)
  return items[0].id
}

async function inRecord(username: string, change: object, act: () => Promise<void>): Promise<void> {
  const before = await People.findOne({ usernameKey: username }).lean()
  await People.updateOne({ usernameKey: username }, { $set: change })
  await act()
  const { _id, ...fields } = before ?? { _id: undefined }
  const changed = Object.keys(change) as (keyof typeof fields)[]
  await People.updateOne({ _id }, { $set: Object.fromEntries(changed.map((name) => [name, fields[name]])) })
}

describe('recover-password', () => {
  test('no e-mail, internal e-mail channel: 202 empty; with notify_recovery_email_existence 400 18018; not needed by the external channel', async () => {
    await inRecord('alice', { email: '' }, async () => {
      await expectSilence(recover('alice'))
      await tell(telling)
      expectFault(await recover('alice'), 400, '18018')
      await tell({})
      const external = await recover('alice', '', [{ key: 'notificationChannel', value: 'EXTERNAL' }])
      expect([external.status, external.body]).toEqual([202, expect.stringMatching(/^[\w-]{43}$/)])
      expect((await validate(external.body)).status).toBe(202)
    })
  })

  test('a channel there is none of: 400 UAR-10004', async () => {
    expectFault(await recover('alice', '', [{ key: 'notificationChannel', value: 'PIGEON' }]), 400, 'UAR-10004')
  })

  test('locked account, 17003: somebody whom an administrator makes choose a new password; silent without notify_user_account_status', async () => {
    const email = await invite('dora')
    const key = tokenIn(linkIn(lastMailTo(town.smtp, email)))
    expect((await choose(key, 'a door that opens slowly')).status).toBe(200)
    const forced = await call(latchkey, `/api/v1/users/${await idOf('dora')}/force-reset`, { way: 'link' })
    expect(forced.status).toBe(200)
    await idle()
    await expectSilence(recover('dora'))
    await tell(telling)
    expectFault(await recover('dora'), 400, '17003')
  })

  test('pending self-sign-up, 17005: nobody signs up alone; who was invited and has chosen no password yet is 17006', async () => {
    await invite('erin')
    await tell(telling)
    expectFault(await recover('erin'), 400, '17006')
  })

  test('federated user without local password, 18006: there are none; who has no password yet is answered 202 empty', async () => {
    const email = await invite('fred')
    await expectSilence(recover('fred'))
    expect(mailsTo(town.smtp, email).length).toBeGreaterThan(0)
  })

  test('APR-10000 raised by an extension: there are none; 202 empty, whatever properties a client sends to them', async () => {
    await expectSilence(recover('alice', '', [{ key: 'APR-10000', value: 'true' }]))
  })

  test('mail adapter says no address (late), 20016, notification failure, 18015, and notification trigger, 20011: 202 empty, since a worker mails', async () => {
    town.smtp.refuse({ stage: 'recipient', code: 550, text: '5.1.1 no such mailbox', times: 1 })
    await expectSilence(recover('alice'))
    town.smtp.refuse({ stage: 'connect', code: 421, text: '4.3.2 closed for today', times: 1 })
    await expectSilence(recover('alice'))
    town.smtp.refuse(undefined)
  })

  test('missing user, and names of nobody such as "PRIMARY/" alone: 400', async () => {
    for (const username of ['', ' ', 'PRIMARY/', ' primary/ ', '@carbon.super', 'PRIMARY/@carbon.super']) {
      expectFault(await recover(username), 400, '400')
      expectFault(await resend(username), 400, '400')
    }
    expectFault(await call(latchkey, `${v09}/recover-password`, { user: null }), 400, '400')
  })
})

describe('validate-code and set-password', () => {
  test('expired code, 18002: 18001, like every other that is dead, also where resend-code issued it', async () => {
    await mailedKey()
    expect((await resend('alice')).status).toBe(201)
    await idle()
    const key = tokenIn(linkIn(lastMailTo(town.smtp, alice.email)))
    expect((await validate(key)).status).toBe(202)
    latchkey.clock.advanceMinutes(31)
    expectFault(await validate(key), 400, '18001')
    expectFault(await choose(key), 400, '18001')
  })

  test('link no longer valid, 18023: a replaced one is 18001', async () => {
    const first = await mailedKey()
    const second = await mailedKey()
    expectFault(await validate(first), 400, '18001')
    expect((await validate(second)).status).toBe(202)
  })

  test('wrong step: the code of a mail that is good for something else is 18001, and chooses no password', async () => {
    const visitor = latchkey.visitor()
    await visitor.open('/forgot-password')
    await visitor.submit('Send Mail', { identifier: 'alice' })
    await idle()
    const notMe = new URL(notMeLinkIn(lastMailTo(town.smtp, alice.email))).searchParams.get('token') ?? ''
    expect(notMe).toMatch(/^[\w-]{43}$/)
    expectFault(await validate(notMe), 400, '18001')
    expectFault(await choose(notMe), 400, '18001')
  })

  test('feature disabled meanwhile, 20017: a code is answered so, and works again for nobody', async () => {
    const key = await mailedKey()
    const settings = mongoose.model('Settings')
    await settings.updateOne({}, { $set: { 'system.selfServiceReset': false } })
    expectFault(await validate(key), 400, '20017')
    expectFault(await choose(key), 400, '20017')
    await settings.updateOne({}, { $set: { 'system.selfServiceReset': true } })
  })

  test('tenant mismatch, UAR-10005: 400 for both', async () => {
    const key = await mailedKey()
    for (const [path, body] of Object.entries({
      'validate-code': { code: key },
      'set-password': { key, password: good },
    }))
      expectFault(await call(latchkey, `/t/other.test${v09}/${path}`, body), 400, 'UAR-10005')
  })

  test('extension refusal, 20067: there are none; the rules refuse with 20035 and say why', async () => {
    const answer = await choose(await mailedKey(), 'short')
    expectFault(answer, 400, '20035')
    expect(JSON.parse(answer.body).description).toMatch(/15 characters/)
  })

  test('history, 22001: 412 with the key, which stays usable', async () => {
    await tell({ passwordHistory: 3 })
    const latest = 'one violin in the rain'
    expect((await choose(await mailedKey(), latest)).status).toBe(200)
    const key = await mailedKey()
    const refused = await choose(key, latest)
    expectFault(refused, 412, '22001')
    expect(JSON.parse(refused.body).key).toBe(key)
    expect((await choose(key, 'two violins in the snow')).status).toBe(200)
    await idle()
  })

  test('any other failure, 18013: 500 with the trace id that the log knows', async () => {
    const key = await mailedKey()
    await inRecord('alice', { username: null }, async () => {
      const answer = await choose(key)
      expectFault(answer, 500, '18013')
      expect(latchkey.logLines.join('\n')).toContain(JSON.parse(answer.body).traceId)
    })
    await idle()
  })

  test('a key that was handed over is good at once, also while a worker is about to make it so', async () => {
    const key = (await recover('alice', '?notify=false')).body
    expect(await leaseRequest(latchkey.clock.now(), 25_000)).toBeDefined()
    expect((await validate(key)).status).toBe(202)
    expect((await choose(key)).status).toBe(200)
    await idle()
  })
})

describe('the other codes', () => {
  test('invalid tenant, 18016: recover-password, recover-username, resend-code and claims', async () => {
    const other = (path: string, body?: unknown) => call(latchkey, `/t/other.test${path}`, body)
    expectFault(await other(`${v09}/recover-password`, named('alice')), 400, '18016')
    expectFault(await other(`${v09}/recover-username`, []), 400, '18016')
    expectFault(await other(resendPath, named('alice', scenario)), 400, '18016')
    expectFault(await other(`${v09}/claims`), 400, '18016')
  })

  test('user store, 17008: another realm; 17009 does not occur, since the one there is answers or the database is away', async () => {
    for (const [path, properties] of Object.entries({ [`${v09}/recover-password`]: [], [resendPath]: scenario })) {
      const body = { user: { username: 'alice', realm: 'SECONDARY' }, properties }
      expectFault(await call(latchkey, path, body), 400, '17008')
    }
  })

  test('flow id, 18019 and 18020, and expired OTP, 18022: flows are of version 2, where a code of none is UAR-10001', async () => {
    const wrong = await call(latchkey, `${v2}/confirm`, { confirmationCode: never, otp: '12345678' })
    expectFault(wrong, 406, 'UAR-10001')
    expectFault(await validate('12345678'), 400, '18001')
  })

  test('old code not found, 20024: resend-code without its scenario, with it twice, or with another', async () => {
    await mailedKey()
    const other = [{ key: 'RecoveryScenario', value: 'SELF_SIGN_UP' }]
    for (const properties of [[], [...scenario, ...scenario], other])
      expectFault(await resend('alice', properties), 400, '20024')
  })

  test('old code not found, 20024: with notify_user_existence also where nothing is pending, or it has expired, or is an invitation', async () => {
    await invite('gail')
    const key = await mailedKey()
    expect((await choose(key)).status).toBe(200)
    await idle()
    await tell(telling)
    expectFault(await resend('nobody'), 400, '20024')
    expectFault(await resend('alice'), 400, '20024')
    expectFault(await resend('gail'), 400, '20024')
    await tell({})
    await mailedKey()
    await tell(telling)
    expect((await resend('alice')).status).toBe(201)
    await idle()
    latchkey.clock.advanceMinutes(31)
    expectFault(await resend('alice'), 400, '20024')
  })

  test('feature disabled, 20017: resend-code too; username recovery, 20031 and 20032, likewise', async () => {
    const settings = mongoose.model('Settings')
    await settings.updateOne({}, { $set: { 'system.selfServiceReset': false } })
    expectFault(await resend('alice'), 400, '20017')
    await settings.updateOne({}, { $set: { 'system.selfServiceReset': true } })
    const claims = [alice, bob].map(({ username: value }) => ({ uri: 'http://wso2.org/claims/username', value }))
    expectFault(await call(latchkey, `${v09}/recover-username`, claims), 400, '20031')
    await tell({ usernameRecovery: true })
    expectFault(await call(latchkey, `${v09}/recover-username`, claims), 400, '20032')
  })

  test('captcha of another type, INVALID: GET and POST', async () => {
    expectFault(await call(latchkey, `${v09}/captcha?captcha-type=Other`), 400, 'INVALID')
    expectFault(await call(latchkey, `${v09}/captcha`), 400, 'INVALID')
    expectFault(await call(latchkey, `${v09}/captcha`, { token: 'x' }), 400, 'INVALID')
  })

  test('whom the answers must not tell apart, they do not, with a page in the console that knows better', async () => {
    await expectSilence(recover('bob'))
    expect((await openPerson(await signInToConsole(latchkey), 'bob')).text).toMatch(/disabled/i)
  })
})
