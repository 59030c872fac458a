import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { listen, portOf } from '../../src/listen.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { domainLooksLikeAnother, looksLikeAnother } from '../../src/security/look-alike.ts'
import { networkOf } from '../../src/security/network.ts'
import { open, seal } from '../../src/security/secret-box.ts'
import { isToken, newToken } from '../../src/security/tokens.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { Browser } from '../support/browser.ts'
import { openPerson, signInToConsole } from '../support/people.ts'
import { expectArmed } from '../web/armour.ts'
import { encode, hashes, nothingBroke, recordOf, useHome } from './people-at-home.ts'

const root = join(import.meta.dirname, '../..')
const textsIn = (folder: string, ending: string) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => [file, readFileSync(join(root, folder, file), 'utf8')] as const)

describe('rows of the bar that no story tells', () => {
  const home = useHome()

  test('T1 ten thousand tokens are all different, of one form, and lean to no sign at any place', () => {
    const tokens = Array.from({ length: 10_000 }, newToken)
    expect(new Set(tokens).size).toBe(10_000)
    expect(tokens.every((token) => token.length === 43 && isToken(token))).toBe(true)
    for (let place = 0; place < 43; place++) {
      const counts = new Map<string, number>()
      for (const token of tokens) counts.set(token[place] ?? '', (counts.get(token[place] ?? '') ?? 0) + 1)
      const kinds = place === 42 ? 16 : 64
      const expected = tokens.length / kinds
      const sum = [...counts.values()].reduce((all, count) => all + (count - expected) ** 2 / expected, 0)
      // beyond this chi-squared comes about once in a million, with 15 or 63 degrees of freedom
      expect([place, counts.size]).toEqual([place, kinds])
      expect(sum).toBeLessThan(kinds === 16 ? 55 : 130)
    }
  })

  test('R5 addresses of one IPv6 network are one client', () => {
    const networks = Array.from({ length: 1000 }, (_, at) =>
      networkOf(`2001:db8:1:2:${at.toString(16)}::${at.toString(16)}`),
    )
    expect(new Set(networks).size).toBe(1)
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networks[0])
    expect(networkOf('::ffff:192.0.2.1')).toBe('192.0.2.1')
  })

  test('F1 over https every cookie is bound to this host, and browsers are told to stay with https', async () => {
    const { deps } = home.latchkey
    const publicDoor = { ...deps.config.publicDoor, origin: 'https://latchkey.test', port: 0 }
    const door = await listen(createPublicDoor({ ...deps, config: { ...deps.config, publicDoor } }), publicDoor)
    const visitor = await new Browser(`http://127.0.0.1:${portOf(door)}`, publicDoor.origin).open('/sign-in')
    const { username: identifier, password } = home.alice
    const body = encode({ identifier, password, _csrf: visitor.formToken })
    const [page, signedIn] = [
      await visitor.send('GET', '/sign-in', { headers: { Cookie: undefined } }),
      await visitor.send('POST', '/sign-in', { body }),
    ]
    const cookies = [...page.cookies, ...signedIn.cookies]
    expect(cookies.some((cookie) => cookie.startsWith('__Host-latchkey-public-session='))).toBe(true)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/^__Host-latchkey-public-\w+=/)
      for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/']) expect(cookie.split('; ')).toContain(part)
      expect(cookie).not.toMatch(/domain/i)
    }
    for (const answer of [page, signedIn, await visitor.send('GET', '/no-such-page')])
      expect(answer.header('strict-transport-security')).toBe('max-age=31536000; includeSubDomains')
    await stopListening(door)
  })

  test('X2 pages put no text into HTML raw, and no request is handed to them', () => {
    for (const [file, text] of textsIn('views', '.ejs'))
      for (const [tag] of text.matchAll(/<%-[\s\S]*?%>/g))
        expect([file, tag]).toEqual([file, expect.stringMatching(/^<%- (include\('\/[a-z/.-]+'|body\b)/)])
    for (const [file, text] of textsIn('src', '.ts'))
      expect([file, text.match(/\.\.\.req\.(body|query|params)|locals: (req|body)\b/g)]).toEqual([file, null])
  })

  test('N3 nothing asks the database to run code, or to match a pattern that somebody typed', () => {
    const asked = textsIn('src', '.ts').filter(([file]) => !file.startsWith('database/embedded/'))
    for (const [file, text] of asked)
      expect([file, text.match(/\$where|\$function|\$accumulator|\$regex|mapReduce/g)]).toEqual([file, null])
  })

  test.each([
    ['Cyrillic a in a Latin word', '\u0430lice'],
    ['Latin drawn in Cyrillic alone', '\u0430\u04cf\u0456\u0441\u0435'],
    ['Greek omicron in a Latin word', 'b\u03bfb'],
    ['Greek alone that is drawn as Latin', '\u03bf\u03bd\u03bf'],
  ])('M6 a username that could be taken for another is refused: %s', async (_what, username) => {
    const console = await (await signInToConsole(home.latchkey)).open('/users/new')
    await console.submit('Create and send invitation', { username, email: 'third@example.test' })
    expect([console.status, console.errorAt('username')]).toEqual([422, expect.stringContaining('one alphabet')])
  })

  test('M6 names in one alphabet are what they are, and domains that could be taken for others are refused', async () => {
    for (const name of ['алиса', 'Αθηνά', 'josé', '山田たろう', '김철수', 'maría-2', 'नमस्ते', 'தமிழ்'])
      expect([name, looksLikeAnother(name)]).toEqual([name, false])
    for (const domain of ['\u0430\u0440\u0440\u04cf\u0435.test', 'ex\u0430mple.test', 'xn--exmple-4nf.test'])
      expect([domain, domainLooksLikeAnother(domain)]).toEqual([domain, true])
    for (const domain of ['bücher.test', 'example.test', 'президент.рф', 'оса.рф', 'почта.test'])
      expect([domain, domainLooksLikeAnother(domain)]).toEqual([domain, false])
    const console = await (await signInToConsole(home.latchkey)).open('/users/new')
    await console.submit('Create and send invitation', { username: 'third', email: 'a@ex\u0430mple.test' })
    expect([console.status, console.errorAt('email')]).toEqual([422, expect.stringContaining('address')])
  })

  test('P5 every stored password is argon2id of at least the cost that OWASP asks for, with a salt of its own', async () => {
    const stored = Object.values(await hashes())
    expect(stored).toHaveLength(3)
    for (const hash of stored) expect(hash).toMatch(/\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(new Set(stored.map((hash) => hash?.split('$').at(-2))).size).toBe(stored.length)
  })

  test('K1 what is sealed for one record opens in no other, and under the old secret as long as it is kept', () => {
    const box = seal(['first '.repeat(8)], 'settings:smtp:password', 'words')
    expect(open(['second '.repeat(8), 'first '.repeat(8)], 'settings:smtp:password', box)).toBe('words')
    expect(open(['first '.repeat(8)], 'letter:1:values', box)).toBeUndefined()
    expect(open(['second '.repeat(8)], 'settings:smtp:password', box)).toBeUndefined()
    const changed = box.slice(0, -2) + (box.endsWith('AA') ? 'BB' : 'AA')
    expect(open(['first '.repeat(8)], 'settings:smtp:password', changed)).toBeUndefined()
  })

  test('A2 nobody is changed by an id that is nobody’s', async () => {
    const console = await signInToConsole(home.latchkey)
    await openPerson(console, home.alice.username)
    const before = await recordOf(home.alice.username)
    for (const id of ['000000000000000000000000', 'x', '$ne', '__proto__']) {
      const answer = await console.send('POST', `/users/${id}/disable`, { body: encode({ _csrf: console.formToken }) })
      expect([id, answer.status]).toEqual([id, expect.toBeOneOf([303, 404])])
    }
    expect(await recordOf(home.alice.username)).toEqual(before)
  })

  test('G2 every line of the log is one record, and none holds a password, a token or an address', () => {
    const lines = home.latchkey.logLines
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines)
      expect(JSON.parse(line)).toMatchObject({ at: expect.any(String), event: expect.any(String) })
    expect(lines.join('')).not.toMatch(/seven quiet otters|brass lantern|alice@example|token=[\w-]{43}/)
  })

  test('security.txt says whom to write to, where the organisation named a contact', async () => {
    const { latchkey } = home
    const path = '/.well-known/security.txt'
    expect((await latchkey.visitor().send('GET', path)).status).toBe(404)
    for (const [contact, said] of [
      ['help+desk@example.test', 'mailto:help%2Bdesk@example.test'],
      ['https://example.test/help?x=1', 'https://example.test/help?x=1'],
      ['Ask at the front desk', undefined],
    ]) {
      const console = await (await signInToConsole(latchkey)).open('/configuration/organization/appearance')
      await setContact(console, contact ?? '')
      const answer = await latchkey.visitor().send('GET', path)
      expectArmed(answer)
      if (said === undefined) {
        expect(answer.status).toBe(404)
        continue
      }
      const until = new Date(latchkey.clock.now().getTime() + 30 * 24 * 60 * 60_000).toISOString()
      const lines = [
        `Contact: ${said}`,
        `Expires: ${until}`,
        'Canonical: http://latchkey.test/.well-known/security.txt',
        '',
      ]
      expect([answer.status, answer.header('content-type'), answer.body]).toEqual([
        200,
        'text/plain; charset=utf-8',
        lines.join('\n'),
      ])
    }
  })

  async function setContact(console: Browser, contact: string): Promise<void> {
    const fields = { name: 'Example Org', support_contact: contact, brand_color: '#0f5a47', _csrf: console.formToken }
    const answer = await console.send('POST', '/configuration/organization/appearance', { body: encode(fields) })
    expect(answer.status).toBe(303)
  }

  nothingBroke(home)
})
