import { describe, expect, test } from 'vitest'
import { alice, bob, mailsTo, signIn, signInToConsole, switchReset } from '../support/people.ts'
import { basic, call, expectFault, named, resendPath, v09 } from './program.ts'
import { good, never, telling, useRecovery } from './town.ts'

const town = useRecovery()
const { latchkey, tell, idle, mailedKey } = town

const recover = (
  username: string,
  query = '?type=email&notify=true',
  properties: { key: string; value: string }[] = [],
) => call(latchkey, `${v09}/recover-password${query}`, named(username, properties))

const seed = (key: string) => call(latchkey, `${v09}/set-password`, { key, password: good, properties: [] })

describe('recover-password', () => {
  test('feature disabled: 400 20017', async () => {
    const console = await signInToConsole(latchkey)
    await switchReset(console, 'off')
    expectFault(await recover('alice'), 400, '20017')
    await switchReset(console, 'on')
  })

  test('unknown user: 202 empty, byte for byte as for a known one', async () => {
    const [known, unknown] = [await recover('alice'), await recover('nobody')]
    const shape = ({ status, body, lines }: typeof known) => [
      status,
      body,
      lines.filter(([name]) => !/^(x-request-id|date)$/i.test(name)),
    ]
    expect(shape(unknown)).toEqual(shape(known))
    expect([unknown.status, unknown.body]).toEqual([202, ''])
  })

  test('unknown user with notify_user_existence: 400 18003', async () => {
    await tell(telling)
    expectFault(await recover('nobody'), 400, '18003')
    expect((await recover('alice')).status).toBe(202)
  })

  test('SMS channel, no mobile: 400 18021, for everybody', async () => {
    const sms = [{ key: 'notificationChannel', value: 'SMS' }]
    expectFault(await recover('alice', '', sms), 400, '18021')
    expectFault(await recover('nobody', '', sms), 400, '18021')
  })

  test('disabled account: 202 and no mail; with notify_user_account_status 400 17004', async () => {
    const before = mailsTo(town.smtp, bob.email).length
    expect((await recover('bob')).status).toBe(202)
    await idle()
    expect(mailsTo(town.smtp, bob.email)).toHaveLength(before)
    await tell(telling)
    expectFault(await recover('bob'), 400, '17004')
  })

  test('pending ask-password: 202; with notify_user_account_status 400 17006', async () => {
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'carol', email: 'carol@example.test' })
    await idle()
    expect((await recover('carol')).status).toBe(202)
    await tell(telling)
    expectFault(await recover('carol'), 400, '17006')
  })

  test('callback fails the rule: 500 20044; a path or an address of ours is taken along', async () => {
    const to = (value: string) =>
      recover('alice', '?notify=true', [{ key: 'callback', value: encodeURIComponent(value) }])
    for (const bad of ['https://evil.test/', '//evil.test', 'javascript:alert(1)', 'http://latchkey.test.evil.test/'])
      expectFault(await to(bad), 500, '20044')
    expect((await to('http://latchkey.test/my-account/password')).status).toBe(202)
    expect((await to('/my-account')).status).toBe(202)
  })

  test('missing user: 400', async () => {
    expectFault(await call(latchkey, `${v09}/recover-password`, { properties: [] }), 400, '400')
  })

  test('notify absent: the server mails', async () => {
    const before = mailsTo(town.smtp, alice.email).length
    expect((await recover('PRIMARY/alice@carbon.super', '')).body).toBe('')
    await idle()
    expect(mailsTo(town.smtp, alice.email)).toHaveLength(before + 1)
  })

  test('notify=false: the key comes back and no mail leaves; an unknown user gets one that opens nothing', async () => {
    const before = town.smtp.mails.length
    const [known, unknown] = [await recover('alice', '?notify=false'), await recover('nobody', '?notify=false')]
    expect([known.status, known.body.length, unknown.status, unknown.body.length]).toEqual([202, 43, 202, 43])
    expectFault(await seed(unknown.body), 400, '18001')
    expect((await seed(known.body)).status).toBe(200)
    expect(town.smtp.mails.slice(before).filter(({ parsed }) => parsed.text?.includes('token='))).toEqual([])
    await idle()
  })

  test('another realm or tenant: 400 17008 and 18016; the tenant of the body is overwritten by that of the address', async () => {
    const body = { user: { username: 'alice', realm: 'SECONDARY' } }
    expectFault(await call(latchkey, `${v09}/recover-password`, body), 400, '17008')
    expectFault(await call(latchkey, `/t/other.test${v09}/recover-password`, named('alice')), 400, '18016')
    expect((await call(latchkey, `/t/carbon.super${v09}/recover-password`, named('alice'))).status).toBe(202)
    const elsewhere = { user: { username: 'alice', 'tenant-domain': 'other.test' } }
    expect((await call(latchkey, `${v09}/recover-password`, elsewhere)).status).toBe(202)
  })
})

describe('validate-code', () => {
  const validate = (code: string, step?: string) => call(latchkey, `${v09}/validate-code`, { code, step })

  test('a good code: 202 with the user, and it is not consumed', async () => {
    const key = await mailedKey()
    for (const step of ['UPDATE_PASSWORD', '', undefined]) {
      const answer = await validate(key, step)
      expect(answer.status).toBe(202)
      expect(Object.keys(JSON.parse(answer.body))).toEqual(['username', 'realm', 'tenant-domain', 'userId'])
    }
    expect((await seed(key)).status).toBe(200)
  })

  test('bad or unknown: 400 18001', async () => {
    expectFault(await validate('5c765a47-6764-4048-b5cf-55864cb654c0'), 400, '18001')
    expectFault(await validate(never), 400, '18001')
  })

  test('wrong step: 400 18001', async () => {
    expectFault(await validate(await mailedKey(), 'CONFIRM_SIGN_UP'), 400, '18001')
  })
})

describe('set-password', () => {
  test('unknown, expired and used codes: 400 18001', async () => {
    expectFault(await seed(never), 400, '18001')
    const key = await mailedKey()
    expect((await seed(key)).status).toBe(200)
    expectFault(await seed(key), 400, '18001')
    const late = await mailedKey()
    latchkey.clock.advanceMinutes(31)
    expectFault(await seed(late), 400, '18001')
  })

  test('tenant mismatch: 400 UAR-10005', async () => {
    const body = { key: await mailedKey(), password: good }
    expectFault(await call(latchkey, `/t/other.test${v09}/set-password`, body), 400, 'UAR-10005')
  })

  test('policy: 400 20035, and the code stays usable', async () => {
    const key = await mailedKey()
    expectFault(await call(latchkey, `${v09}/set-password`, { key, password: 'Password1!' }), 400, '20035')
    expect((await seed(key)).status).toBe(200)
  })

  test('of ten callers with one code exactly one sets its password', async () => {
    const key = await mailedKey()
    const answers = await Promise.all(Array.from({ length: 10 }, () => seed(key)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  })
})

describe('the rest of version 0.9', () => {
  test('recover-username is not enabled: 400 20031', async () => {
    expectFault(await call(latchkey, `${v09}/recover-username`, []), 400, '20031')
  })

  test('claims: a list', async () => {
    const answer = await call(latchkey, `${v09}/claims`)
    expect([answer.status, JSON.parse(answer.body).length]).toEqual([200, 2])
  })

  test('captcha: none, and another type is INVALID', async () => {
    const path = `${v09}/captcha?recovery-type=password-recovery&captcha-type=`
    const answer = await call(latchkey, `${path}ReCaptcha`)
    expect([answer.status, JSON.parse(answer.body).reCaptchaEnabled]).toEqual([200, false])
    expectFault(await call(latchkey, `${path}Other`), 400, 'INVALID')
    expectFault(await call(latchkey, `${v09}/captcha`, { token: 'x' }), 400, 'INVALID')
  })

  test('resend-code without its scenario: 400; with notify_user_existence also where nothing is pending', async () => {
    expectFault(await call(latchkey, resendPath, named('alice')), 400, '20024')
    const scenario = [{ key: 'RecoveryScenario', value: 'NOTIFICATION_BASED_PW_RECOVERY' }]
    expect((await call(latchkey, resendPath, named('nobody', scenario))).status).toBe(201)
    await tell(telling)
    expectFault(await call(latchkey, resendPath, named('nobody', scenario)), 400, '20024')
  })
})

describe('the front of the API', () => {
  test('nobody, a wrong password, an unknown name and somebody who is no administrator: 401 alike', async () => {
    const path = `${v09}/claims`
    const strangers = [
      undefined,
      basic('admin', 'wrong'),
      basic('nobody', 'x'),
      basic('alice', good),
      'Bearer x',
      'Basic !',
    ]
    for (const Authorization of strangers) {
      const answer = await call(latchkey, path, undefined, { headers: { Authorization } })
      expectFault(answer, 401, '401')
      expect(answer.header('www-authenticate')).toMatch(/^Basic realm="Latchkey", charset="UTF-8"/)
    }
  })

  test('too many wrong passwords must wait: 429', async () => {
    const headers = { Authorization: basic('somebody-else', 'wrong') }
    for (let n = 0; n < 5; n++) expectFault(await call(latchkey, `${v09}/claims`, undefined, { headers }), 401, '401')
    const answer = await call(latchkey, `${v09}/claims`, undefined, { headers })
    expectFault(answer, 429, '429')
    expect(Number(answer.header('retry-after'))).toBeGreaterThan(0)
  })

  test('twenty calls of one program at once all pass', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => call(latchkey, `${v09}/claims`)))
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200))
  })

  test('wrong address 404, method 405, type 415, JSON 400, size 413, host 421: each in JSON', async () => {
    const path = `${v09}/set-password`
    expectFault(await call(latchkey, '/api/nothing'), 404, '404')
    expectFault(await call(latchkey, path), 405, '405')
    const plain = { headers: { 'Content-Type': 'text/plain' } }
    expectFault(await call(latchkey, path, '{}', plain), 415, '415')
    expectFault(await call(latchkey, path, '{"key":'), 400, '400')
    expectFault(await call(latchkey, path, JSON.stringify({ key: 'x'.repeat(20_000) })), 413, '413')
    expectFault(await call(latchkey, `${v09}/claims`, undefined, { headers: { Host: 'evil.test' } }), 421, '421')
    expectFault(await call(latchkey, `${v09}/claims?x=%ff`), 400, '400')
  })

  test('the public door has no API', async () => {
    expect((await latchkey.visitor().open(`${v09}/claims`)).status).toBe(404)
  })
})

test('a call that succeeds forgives no guesses made at a page, and guesses there do not keep a program waiting', async () => {
  const guess = () => signIn(latchkey, { username: 'admin', password: 'a guess in the dark' })
  for (let time = 0; time < 5; time++) await guess()
  expect((await call(latchkey, `${v09}/claims`)).status).toBe(200)
  expect((await guess()).status).toBe(429)
})
