import { describe, expect, test } from 'vitest'
import { seen } from '../password-reset/seen.ts'
import { setProof } from '../security/flood.ts'
import {
  choosePassword,
  forgot,
  lastMailTo,
  linkIn,
  mailsTo,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { expectSafe, nothingBroke, recordOf, useHome } from './people-at-home.ts'

const mallory = 'mallory@evil.test'

describe('who is mailed, and what', () => {
  const home = useHome()

  /** Posts the form for a forgotten password with this body, and lets the workers finish. */
  async function ask(body: string, headers: Record<string, string | undefined> = {}): Promise<RawAnswer> {
    const visitor = await home.latchkey.visitor().open('/forgot-password')
    const token = `&_csrf=${encodeURIComponent(visitor.formToken)}`
    const answer = await visitor.send('POST', '/forgot-password', { body: body + token, headers })
    await home.latchkey.deps.background.idle()
    return answer
  }

  const recipientsSince = (mails: number) => home.smtp.mails.slice(mails).flatMap(({ envelope }) => envelope.to)

  test.each([
    'identifier[]=alice@example.test&identifier[]=mallory@evil.test',
    'identifier=alice@example.test&identifier=mallory@evil.test',
    'identifier=alice@example.test&identifier[]=mallory@evil.test',
  ])('B01 two addresses in one request mail nobody else: %s', async (body) => {
    const before = home.smtp.mails.length
    const answer = await ask(body)
    expect([303, 400, 422]).toContain(answer.status)
    expectSafe(answer)
    const recipients = recipientsSince(before)
    expect(recipients.filter((to) => to !== home.alice.email)).toEqual([])
    expect(recipients.length).toBeLessThanOrEqual(1)
  })

  test.each([',', ';', '%20', '%7C', '%00', '%09'])('B02 two addresses joined by %s mail nobody', async (sign) => {
    const before = home.smtp.mails.length
    const answer = await ask(`identifier=${home.alice.email}${sign}${mallory}`)
    expect([303, 400, 422]).toContain(answer.status)
    expectSafe(answer)
    expect(recipientsSince(before)).toEqual([])
  })

  test('B03 line breaks add no recipient and no header to a mail', async () => {
    const { latchkey, smtp, alice, bob } = home
    const base = await headersOf(alice.username)
    const attack = '%0d%0aBcc:%20mallory@evil.test'
    const before = smtp.mails.length
    for (const answer of [
      await ask(`identifier=${alice.email}${attack}`),
      await ask(`identifier=${alice.email}`, { 'User-Agent': 'Browser\tBcc: mallory@evil.test' }),
    ])
      expectSafe(answer)
    const member = await signIn(latchkey, bob)
    for (const names of [`given_name=Bob${attack}&family_name=`, `given_name=&family_name=Bob${attack}`]) {
      await member.open('/my-account')
      await member.post('/my-account/profile', names)
      expect(member.status).toBe(422)
    }
    const console = await signInToConsole(latchkey)
    await console.open('/configuration/organization/smtp')
    const { _csrf: _, ...fields } = console.form('Update').fields
    await console.post('/configuration/organization/smtp', { ...fields, from_name: 'Org\r\nBcc: mallory@evil.test' })
    expect(console.status).toBe(422)
    expect(recipientsSince(before)).not.toContain(mallory)
    latchkey.clock.advanceMinutes(16)
    expect(await headersOf(alice.username)).toEqual(base)
  })

  async function headersOf(username: string): Promise<string[]> {
    await forgot(home.latchkey, username)
    return [...lastMailTo(home.smtp, home.alice.email).parsed.headerLines].map(({ key }) => key).sort()
  }

  test.each([
    ['evil.test', [400, 421]],
    ['localhost:1', [303, 400, 421]],
    [undefined, [400, 421]],
  ] as const)('B04 a forged Host (%s) reaches no link', async (host, statuses) => {
    const before = home.smtp.mails.length
    const answer = await ask(`identifier=${home.alice.email}`, { Host: host })
    expect(statuses).toContain(answer.status)
    expectSafe(answer)
    expect(answer.header('location')).not.toContain('evil.test')
    for (const mail of home.smtp.mails.slice(before)) expect(linkIn(mail)).toMatch(linkForm)
  })

  const linkForm = /^http:\/\/latchkey\.test\/reset-password\?token=[\w-]{43}$/

  test.each<Record<string, string>>([
    { 'X-Forwarded-Host': 'evil.test' },
    { 'X-Forwarded-Proto': 'https' },
    { 'X-Forwarded-Port': '81' },
    { 'X-Forwarded-Prefix': '/x' },
    { Forwarded: 'host=evil.test;proto=https' },
  ])('B05 a proxy’s header %j leaves the link as it is configured', async (headers) => {
    const before = home.smtp.mails.length
    const answer = await ask(`identifier=${home.alice.email}`, headers)
    expect([answer.status, recipientsSince(before)]).toEqual([303, [home.alice.email]])
    expect(linkIn(lastMailTo(home.smtp, home.alice.email))).toMatch(linkForm)
  })

  test('B12 nobody takes another’s address for a name, and a reset by it reaches its owner alone', async () => {
    const { latchkey, smtp, alice, bob } = home
    const console = await signInToConsole(latchkey)
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: alice.email, email: 'third@example.test' })
    expect([console.status, console.errorAt('username')]).toEqual([422, expect.stringContaining('Use letters')])
    await openPerson(console, bob.username)
    await console.open(`${console.path}/edit`)
    await console.post(console.path, { username: alice.email, email: bob.email, given_name: '', family_name: '' })
    expect(console.status).toBe(422)
    const member = await signIn(latchkey, bob)
    await member.open('/my-account/email')
    await member.submit('Change e-mail address', { email: alice.email, current_password: bob.password })
    await latchkey.deps.background.idle()
    expect(await recordOf(bob.username)).toMatchObject({ username: bob.username, email: bob.email })
    const before = smtp.mails.length
    await forgot(latchkey, alice.email)
    expect(recipientsSince(before)).toEqual([alice.email])
  })

  test('B34 a hundred requests for somebody mail three times, look as for nobody, and leave a link that works', async () => {
    const { latchkey, smtp, alice } = home
    await setProof(await signInToConsole(latchkey), { proof_of_work: '' })
    const [record, before] = [await recordOf(alice.username), mailsTo(smtp, alice.email).length]
    const visitor = await latchkey.visitor().open('/forgot-password')
    const asked = (identifier: string) => {
      const body = `identifier=${identifier}&return_to=&_csrf=${encodeURIComponent(visitor.formToken)}`
      return visitor.send('POST', '/forgot-password', { body })
    }
    for (let time = 0; time < 100; time++) {
      const [known, unknown] = [await asked('alice'), await asked('ghost')]
      expect(seen(known)).toEqual(seen(unknown))
    }
    await latchkey.deps.background.idle()
    expect(mailsTo(smtp, alice.email).length - before).toBeGreaterThan(0)
    expect(mailsTo(smtp, alice.email).length - before).toBeLessThanOrEqual(3)
    expect(account(await recordOf(alice.username))).toEqual(account(record))
    alice.password = 'three wagons of wet hay'
    const done = await choosePassword(latchkey, linkIn(lastMailTo(smtp, alice.email)), alice.password)
    expect(done.text).toContain('Your password is set.')
  }, 60_000)

  /** What a request may not touch: the record without the link it made and the books kept of it. */
  function account({ proof, resetIssues, pastLinks, events, ...rest }: Record<string, unknown>) {
    return rest
  }

  nothingBroke(home)
})
