import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { codeIn } from '../password-reset/letters.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, lastMailTo, linkIn, moveIn, sendCodes, signIn } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { call, named, tokenIn, v2, v09 } from './program.ts'

const claims = [{ uri: 'http://wso2.org/claims/username', value: alice.username }]

describe('the recovery API where codes are sent instead of links', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await sendCodes(await moveIn(latchkey, smtp, [alice]), 'on')
  })
  afterAll(() => smtp.close())

  async function step(name: string, body: unknown) {
    const answer = await call(latchkey, `${v2}/${name}`, body)
    return { status: answer.status, ...JSON.parse(answer.body) }
  }

  test('mails the digits alone by channel 1 of version 2, and they lead to a new password', async () => {
    const begun = JSON.parse((await call(latchkey, `${v2}/init`, { claims })).body)
    const { recoveryCode } = begun[0].channelInfo
    const sent = await step('recover', { recoveryCode, channelId: '1' })
    await latchkey.deps.background.idle()
    const mail = lastMailTo(smtp, alice.email)
    expect(`${mail.parsed.text}${mail.parsed.html}`).not.toContain('reset-password')
    const { flowConfirmationCode } = sent
    const confirmed = await step('confirm', { confirmationCode: flowConfirmationCode, otp: codeIn(mail) })
    const password = 'fresh words for a program'
    const done = await step('reset', { resetCode: confirmed.resetCode, flowConfirmationCode, password })
    expect([sent.code, confirmed.status, done.code]).toEqual(['PWR-02001', 200, 'PWR-02005'])
    alice.password = password
    expect((await signIn(latchkey, alice)).heading).toBe('My Account')
  })

  test('mails the link in version 0.9, whose key it is', async () => {
    await call(latchkey, `${v09}/recover-password`, named(alice.username))
    await latchkey.deps.background.idle()
    const key = tokenIn(linkIn(lastMailTo(smtp, alice.email)))
    const answer = await call(latchkey, `${v09}/validate-code`, { code: key, step: 'UPDATE_PASSWORD' })
    expect(answer.status).toBe(202)
  })
})
