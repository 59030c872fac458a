import { expect, test } from 'vitest'
import { codeIn, otherThan } from '../password-reset/letters.ts'
import { alice, lastMailTo, linkIn, signIn, signInToConsole, switchReset } from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { call, expectFault, tokenIn, v2 } from './program.ts'
import { good, never, useRecovery } from './town.ts'

const town = useRecovery()
const { latchkey, tell, idle } = town
const step = (name: string, body: object, tenant = '') => call(latchkey, `${tenant}${v2}/${name}`, body)
const claim = (value: string, kind = 'username') => [{ uri: `http://wso2.org/claims/${kind}`, value }]
const init = (value: string, kind?: string) => step('init', { claims: claim(value, kind) })
const read = ({ body }: RawAnswer) => JSON.parse(body)

async function begin(value = 'alice') {
  const [flow] = read(await init(value))
  return { flowCode: flow.flowConfirmationCode, recoveryCode: flow.channelInfo.recoveryCode }
}

async function mailed() {
  const { flowCode, recoveryCode } = await begin()
  const answer = await step('recover', { recoveryCode, channelId: '1' })
  await idle()
  return { flowCode, resendCode: read(answer).resendCode, answer, mail: lastMailTo(town.smtp, alice.email) }
}

test('init, recover, confirm with the mailed code, reset: the whole flow', async () => {
  const { flowCode, answer, mail } = await mailed()
  expect(answer.status).toBe(202)
  expect(read(answer)).toMatchObject({
    code: 'PWR-02001',
    notificationChannel: 'EMAIL',
    flowConfirmationCode: flowCode,
  })
  const confirmed = await step('confirm', { confirmationCode: flowCode, otp: codeIn(mail) })
  expect(confirmed.status).toBe(200)
  const { resetCode, links } = read(confirmed)
  expect(links[0]).toEqual({ rel: 'next', href: `/t/carbon.super${v2}/reset`, type: 'POST' })
  const done = await step('reset', { resetCode, flowConfirmationCode: flowCode, password: good })
  expect([done.status, read(done).code]).toEqual([200, 'PWR-02005'])
  await idle()
  expect((await signIn(latchkey, { username: 'alice', password: good })).path).toBe('/my-account')
  expectFault(await step('reset', { resetCode, flowConfirmationCode: flowCode, password: good }), 406, 'UAR-10001')
})

test("confirm with the mailed link's token gives a code and does not consume it", async () => {
  const { flowCode, mail } = await mailed()
  const confirmationCode = tokenIn(linkIn(mail))
  for (let n = 0; n < 2; n++) expect((await step('confirm', { confirmationCode })).status).toBe(200)
  const { resetCode } = read(await step('confirm', { confirmationCode }))
  expect((await step('reset', { resetCode, flowConfirmationCode: flowCode, password: good })).status).toBe(200)
})

test('by the external channel the program gets the code and no mail leaves: 200 PWR-02002', async () => {
  const { flowCode, recoveryCode } = await begin()
  const before = town.smtp.mails.length
  const answer = await step('recover', { recoveryCode, channelId: '2' })
  expect([answer.status, read(answer).code]).toEqual([200, 'PWR-02002'])
  const again = await step('resend', { resendCode: read(answer).resendCode })
  expect([again.status, read(again).code]).toEqual([200, 'UAR-02001'])
  const { resetCode } = read(await step('confirm', { confirmationCode: read(again).confirmationCode }))
  expect(town.smtp.mails).toHaveLength(before)
  expect((await step('reset', { resetCode, flowConfirmationCode: flowCode, password: good })).status).toBe(200)
})

test('an unknown user gets a flow that cannot be told from a real one', async () => {
  const shape = ({ status, body, lines }: RawAnswer) => [
    status,
    body.replaceAll(/[\w-]{43}/g, 'code').replaceAll(/"traceId":"[^"]+"/g, ''),
    lines.filter(([name]) => !/^(x-request-id|date)$/i.test(name)),
  ]
  const walk = async (name: string) => {
    const begun = await init(name)
    const [flow] = read(begun)
    const sent = await step('recover', { recoveryCode: flow.channelInfo.recoveryCode, channelId: '1' })
    await idle()
    const again = await step('resend', { resendCode: read(sent).resendCode })
    const wrong = await step('confirm', { confirmationCode: flow.flowConfirmationCode, otp: '' })
    return [begun, sent, again, wrong].map(shape)
  }
  const known = await walk('alice')
  expect(await walk('nobody')).toEqual(known)
  expect(await walk('bob')).toEqual(known)
  const masked = read(await init('alice@example.test', 'emailaddress'))[0].channelInfo.channels[0].value
  expect(masked).toBe('a*****@e*****.test')
})

test('with the switches on: 404 UAR-10002 for an unknown user, 403 PWR-10004 for a disabled one, and the real mask', async () => {
  await tell({ notifyUserExistence: true, notifyUserAccountStatus: true })
  expectFault(await init('nobody'), 404, 'UAR-10002')
  expectFault(await init('bob'), 403, 'PWR-10004')
  expect(read(await init('alice'))[0].channelInfo.channels[0].value).toBe('a*****@e*****.test')
})

test('feature disabled: 403 PWR-10002; other tenant: 409 UAR-10005; claims of several: 409 UAR-10007', async () => {
  expectFault(await step('init', { claims: claim('alice') }, '/t/other.test'), 409, 'UAR-10005')
  expectFault(await step('init', { claims: [...claim('alice'), ...claim('bob')] }), 409, 'UAR-10007')
  expectFault(await step('init', { claims: [] }), 400, '400')
  const console = await signInToConsole(latchkey)
  await switchReset(console, 'off')
  expectFault(await init('alice'), 403, 'PWR-10002')
  await switchReset(console, 'on')
})

test('bad codes: 406 of their kinds; a channel that is not there: 400 UAR-10004', async () => {
  const { recoveryCode } = await begin()
  expectFault(await step('recover', { recoveryCode, channelId: '9' }), 400, 'UAR-10004')
  expectFault(await step('recover', { recoveryCode: never, channelId: '1' }), 406, 'UAR-10013')
  expectFault(await step('resend', { resendCode: never }), 406, 'UAR-10012')
  expectFault(await step('confirm', { confirmationCode: never }), 406, 'UAR-10001')
  expectFault(await step('reset', { resetCode: never, flowConfirmationCode: never, password: good }), 406, 'UAR-10001')
})

test('policy: 412 PWR-10006 with the code to try again with', async () => {
  const { flowCode, mail } = await mailed()
  const body = { resetCode: tokenIn(linkIn(mail)), flowConfirmationCode: flowCode }
  const refused = await step('reset', { ...body, password: 'short' })
  expectFault(refused, 412, 'PWR-10006')
  expect(read(refused)).toMatchObject({ resetCode: body.resetCode, links: [{ rel: 'next' }] })
  expect((await step('reset', { ...body, password: good })).status).toBe(200)
})

test('three wrong codes end the flow, and the right one comes too late', async () => {
  const { flowCode, mail } = await mailed()
  const otp = codeIn(mail)
  for (let n = 0; n < 3; n++) {
    const wrong = await step('confirm', { confirmationCode: flowCode, otp: otherThan(otp) })
    expectFault(wrong, 406, 'UAR-10001')
  }
  expectFault(await step('confirm', { confirmationCode: flowCode, otp }), 406, 'UAR-10001')
})

test('three wrong reset codes end the flow: UAR-10015', async () => {
  const { flowCode } = await mailed()
  const wrong = () => step('reset', { resetCode: never, flowConfirmationCode: flowCode, password: good })
  for (const code of ['UAR-10001', 'UAR-10001', 'UAR-10015', 'UAR-10001']) expectFault(await wrong(), 406, code)
})

test('five times it can be sent again; after that the flow is over: UAR-10015', async () => {
  let { resendCode, flowCode } = await mailed()
  for (let n = 0; n < 5; n++) {
    const answer = await step('resend', { resendCode })
    expect([answer.status, read(answer).code]).toEqual([202, 'UAR-02001'])
    resendCode = read(answer).resendCode
  }
  expectFault(await step('resend', { resendCode }), 406, 'UAR-10015')
  expectFault(await step('resend', { resendCode }), 406, 'UAR-10012')
  expectFault(await step('confirm', { confirmationCode: flowCode, otp: '00000000' }), 406, 'UAR-10001')
})

test("a code of one person opens nothing in another person's flow", async () => {
  const { mail } = await mailed()
  const { flowCode } = await begin('admin')
  const body = { resetCode: tokenIn(linkIn(mail)), flowConfirmationCode: flowCode, password: good }
  expectFault(await step('reset', body), 406, 'UAR-10001')
})

test('what a program did is in the audit log, with the administrator and that it came by the API', async () => {
  await mailed()
  const console = await signInToConsole(latchkey)
  const page = (await console.open('/audit')).$('main').text()
  expect(page).toContain('Recovery API called')
  expect(page).toContain('by API: v2 recover')
})
