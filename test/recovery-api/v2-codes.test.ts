import { expect, test } from 'vitest'
import { People } from '../../src/users/model.ts'
import { codeIn } from '../password-reset/letters.ts'
import { alice, lastMailTo, linkIn, signInToConsole, switchReset } from '../support/people.ts'
import { call, expectFault, tokenIn, v2, v09 } from './program.ts'
import { good, never, telling, useRecovery } from './town.ts'

const town = useRecovery()
const { latchkey, tell, idle } = town

const step = (name: string, body: unknown, tenant = '') => call(latchkey, `${tenant}${v2}/${name}`, body)
const claim = (value: string, kind = 'username') => [{ uri: `http://wso2.org/claims/${kind}`, value }]
const init = (value: string) => step('init', { claims: claim(value) })

async function mailed() {
  const [{ flowConfirmationCode: flowCode, channelInfo }] = JSON.parse((await init('alice')).body)
  const told = JSON.parse((await step('recover', { recoveryCode: channelInfo.recoveryCode, channelId: 1 })).body)
  await idle()
  return { flowCode, resendCode: told.resendCode, mail: lastMailTo(town.smtp, alice.email) }
}

/** One call of every step, with codes that are nobody's. */
const everyStep: [name: string, body: object][] = [
  ['init', { claims: claim('alice') }],
  ['recover', { recoveryCode: never, channelId: '1' }],
  ['resend', { resendCode: never }],
  ['confirm', { confirmationCode: never }],
  ['reset', { resetCode: never, flowConfirmationCode: never, password: good }],
]

test('403 PWR-10002, feature disabled: every step', async () => {
  const console = await signInToConsole(latchkey)
  await switchReset(console, 'off')
  for (const [name, body] of everyStep) expectFault(await step(name, body), 403, 'PWR-10002')
  await switchReset(console, 'on')
})

test.each(everyStep)('409 UAR-10005, another tenant: %s', async (name, body) => {
  expectFault(await step(name, body, '/t/other.test'), 409, 'UAR-10005')
})

test.each(['', '/t/other.test'])(
  '405 before all else where a step is asked for with another method: %s',
  async (tenant) => {
    const answer = await call(latchkey, `${tenant}${v2}/init`, {}, { method: 'PUT' })
    expectFault(answer, 405, '405')
    expect(answer.header('allow')).toBe('POST')
  },
)

test('403 PWR-10004, an account that is shut: disabled, invited or locked; told only with notify_user_account_status', async () => {
  const statuses = ['disabled', 'invited', 'reset-required'] as const
  for (const status of statuses) {
    await People.updateOne({ usernameKey: 'alice' }, { $set: { status } })
    await tell({})
    expect((await init('alice')).status).toBe(200)
    await tell(telling)
    expectFault(await init('alice'), 403, 'PWR-10004')
  }
  await People.updateOne({ usernameKey: 'alice' }, { $set: { status: 'active' } })
})

test('403 UNR-10001 and PWR-20067, refusals of extensions: there are none; claims that name nobody are 400', async () => {
  for (const claims of [claim(''), claim('PRIMARY/'), claim(' ', 'emailaddress'), claim('Kim', 'givenname')])
    expectFault(await step('init', { claims }), 400, '400')
})

test('409 UAR-10007, several users: names that differ; the same name twice, with and without its realm, is one', async () => {
  expectFault(await step('init', { claims: [...claim('alice'), ...claim('bob')] }), 409, 'UAR-10007')
  expect((await step('init', { claims: [...claim('alice'), ...claim('PRIMARY/alice')] })).status).toBe(200)
})

test('404 UAR-10002, nobody is known: told only with notify_user_existence, else a flow like every other', async () => {
  expect((await init('nobody')).status).toBe(200)
  await tell({ notifyUserExistence: true })
  expectFault(await init('nobody'), 404, 'UAR-10002')
})

test('404 UAR-10003, no channel: told only with notify_recovery_email_existence', async () => {
  await People.updateOne({ usernameKey: 'alice' }, { $set: { email: '' } })
  expect((await init('alice')).status).toBe(200)
  await tell({ notifyRecoveryEmailExistence: true })
  expectFault(await init('alice'), 404, 'UAR-10003')
  await People.updateOne({ usernameKey: 'alice' }, { $set: { email: alice.email } })
})

test('404 UAR-10008 and UAR-10017, and version 1, which is off there too: there is nothing at its addresses', async () => {
  expectFault(await call(latchkey, '/api/users/v1/recovery/password/init', { claims: claim('alice') }), 404, '404')
})

test('406 UAR-10013, a recovery code that is unknown, spent or expired', async () => {
  const [{ channelInfo }] = JSON.parse((await init('alice')).body)
  const body = { recoveryCode: channelInfo.recoveryCode, channelId: '1' }
  expectFault(await step('recover', { ...body, recoveryCode: never }), 406, 'UAR-10013')
  expect((await step('recover', body)).status).toBe(202)
  expectFault(await step('recover', body), 406, 'UAR-10013')
  const [late] = JSON.parse((await init('alice')).body)
  latchkey.clock.advanceMinutes(31)
  expectFault(await step('recover', { ...body, recoveryCode: late.channelInfo.recoveryCode }), 406, 'UAR-10013')
})

test('406 UAR-10012, a resend code that is unknown, spent or expired', async () => {
  const { resendCode } = await mailed()
  const next = JSON.parse((await step('resend', { resendCode })).body)
  expectFault(await step('resend', { resendCode }), 406, 'UAR-10012')
  latchkey.clock.advanceMinutes(31)
  expectFault(await step('resend', next), 406, 'UAR-10012')
})

test('406 UAR-10001, a code that is wrong, of another flow, spent or expired', async () => {
  const { flowCode, mail } = await mailed()
  const confirm = { confirmationCode: flowCode, otp: codeIn(mail) }
  expectFault(await step('confirm', { ...confirm, confirmationCode: never }), 406, 'UAR-10001')
  for (const otp of ['', ' ', '１２３', 'x'.repeat(100)])
    expectFault(await step('confirm', { confirmationCode: (await mailed()).flowCode, otp }), 406, 'UAR-10001')
  latchkey.clock.advanceMinutes(31)
  const fresh = await mailed()
  const right = { confirmationCode: fresh.flowCode, otp: codeIn(fresh.mail) }
  expect((await step('confirm', right)).status).toBe(200)
  expectFault(await step('confirm', right), 406, 'UAR-10001')
  latchkey.clock.advanceMinutes(31)
  const late = await mailed()
  latchkey.clock.advanceMinutes(11)
  expectFault(await step('confirm', { confirmationCode: late.flowCode, otp: codeIn(late.mail) }), 406, 'UAR-10001')
})

test('406 UAR-10015, UAR-10016 and UAR-10018, a flow that is used up: UAR-10015 for all of them, and then it is gone', async () => {
  const { flowCode, mail } = await mailed()
  const resetCode = tokenIn(linkIn(mail))
  const wrong = { resetCode: never, flowConfirmationCode: flowCode, password: good }
  for (const code of ['UAR-10001', 'UAR-10001', 'UAR-10015']) expectFault(await step('reset', wrong), 406, code)
  expectFault(await step('reset', { ...wrong, resetCode }), 406, 'UAR-10001')
})

test('412 PWR-10005, history: the code and the link to try again with, and both stay usable', async () => {
  await tell({ passwordHistory: 2 })
  const before = await mailed()
  const latest = 'three lamps beside the canal'
  const first = { resetCode: tokenIn(linkIn(before.mail)), flowConfirmationCode: before.flowCode, password: latest }
  expect((await step('reset', first)).status).toBe(200)
  const { flowCode, mail } = await mailed()
  const again = { resetCode: tokenIn(linkIn(mail)), flowConfirmationCode: flowCode }
  const refused = await step('reset', { ...again, password: latest })
  expectFault(refused, 412, 'PWR-10005')
  expect(JSON.parse(refused.body)).toMatchObject({ resetCode: again.resetCode, links: [{ rel: 'next' }] })
  expectFault(await step('reset', { ...again, password: 'short' }), 412, 'PWR-10006')
  expect((await step('reset', { ...again, password: 'four lamps beside the canal' })).status).toBe(200)
  await idle()
})

test('400 UAR-10004, a channel there is none of; what is no number at all is 400', async () => {
  const [{ channelInfo }] = JSON.parse((await init('alice')).body)
  const { recoveryCode } = channelInfo
  for (const channelId of ['0', '3', 0, 9999])
    expectFault(await step('recover', { recoveryCode, channelId }), 400, 'UAR-10004')
  for (const channelId of ['', 'EMAIL', '1.0', -1, 1.5, null, {}])
    expectFault(await step('recover', { recoveryCode, channelId }), 400, '400')
  expect((await step('recover', { recoveryCode, channelId: 1 })).status).toBe(202)
})

test('a code of version 0.9 and one of version 2 are the same thing', async () => {
  const { mail } = await mailed()
  expect((await call(latchkey, `${v09}/set-password`, { key: tokenIn(linkIn(mail)), password: good })).status).toBe(200)
  await idle()
})
