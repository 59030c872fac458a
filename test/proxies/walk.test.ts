import { connect } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { alice, linkIn } from '../support/people.ts'
import { type RawAnswer, sendRaw } from '../support/raw-request.ts'
import type { CaughtMail } from '../support/smtp-server.ts'
import { upload } from '../support/upload.ts'
import { addresses, type BehindProxy, startBehind } from './behind-proxy.ts'
import { caddy, names, nginx, programFile } from './proxy.ts'

const lies = {
  'X-Forwarded-For': '203.0.113.9',
  'X-Real-IP': '203.0.113.9',
  Forwarded: 'for=203.0.113.9;host=evil.test',
  'X-Forwarded-Host': 'evil.test',
  'X-Forwarded-Proto': 'http',
}

for (const proxy of [nginx, caddy]) {
  const isThere = programFile(proxy.program) !== undefined
  const how = `apt-get install ${proxy.program}`
  if (!isThere) process.stdout.write(`${proxy.name} is not installed here (${how}): the walk behind it is skipped.\n`)
  describe.skipIf(!isThere)(`behind ${proxy.name}, with the sample in docs/operators`, () => {
    let home: BehindProxy
    let newest: CaughtMail | undefined

    beforeAll(async () => {
      home = await startBehind(proxy)
    }, 60_000)
    afterAll(() => home?.close())

    test('people sign in and stay signed in, with cookies bound to this host', async () => {
      const visitor = await home.visitor()
      const first = await visitor.send('GET', '/sign-in')
      await visitor.open('/sign-in')
      const body = `identifier=alice&password=${encodeURIComponent(alice.password)}&_csrf=${encodeURIComponent(visitor.formToken)}`
      const answer = await visitor.send('POST', '/sign-in', { body })
      expect([answer.status, answer.header('location')]).toEqual([303, '/my-account'])
      expect(answer.cookies.length).toBeGreaterThan(0)
      for (const cookie of [...first.cookies, ...answer.cookies])
        expect(cookie).toMatch(/^__Host-latchkey-public-\w+=.*; Path=\/; .*HttpOnly; Secure; SameSite=Lax$/)
      await visitor.submit('Sign in', { identifier: 'alice', password: alice.password })
      expect((await visitor.open('/my-account')).heading).toBe('My Account')
    })

    test('a mailed link begins with the public address and works, whatever its asker’s headers said', async () => {
      const asker = await (await home.visitor()).open('/forgot-password')
      const body = `identifier=alice&return_to=&_csrf=${encodeURIComponent(asker.formToken)}`
      expect((await asker.send('POST', '/forgot-password', { headers: lies, body })).status).toBe(303)
      const link = await nextLink()
      expect(link).toMatch(new RegExp(`^${home.origins.public}/reset-password\\?token=[\\w-]{43}$`))
      const reader = await (await home.visitor()).open(link)
      const chosen = 'words after the thunder'
      await reader.submit('Set password', { new_password: chosen, confirm_password: chosen })
      expect(reader.text).toContain('Your password is set.')
      await reader.submit('Sign in', { identifier: 'alice', password: chosen })
      expect(reader.heading).toBe('My Account')
      expect(await home.words()).not.toContain(tokenIn(link))
    })

    test('a visitor is known by the address they come from, and cannot choose another', async () => {
      const visitor = await (await home.visitor()).open('/sign-in')
      const body = `identifier=nobody&password=wrong&_csrf=${encodeURIComponent(visitor.formToken)}`
      expect((await visitor.send('POST', '/sign-in', { headers: lies, body })).status).toBe(422)
      await home.console.open('/audit?action=sign-in&outcome=refused')
      const cells = home.console.$('td[data-label="From where"]')
      expect(cells.first().text()).toBe(addresses.elsewhere)
    })

    test('a form that is too large gets Latchkey’s own page, one that is far too large the same status', async () => {
      const visitor = await (await home.visitor()).open('/sign-in')
      const large = (bytes: number) => visitor.send('POST', '/sign-in', { body: `identifier=${'x'.repeat(bytes)}` })
      const answer = await large(20_000)
      expect([answer.status, answer.header('x-request-id')]).toEqual([413, expect.stringMatching(/^[0-9a-f-]{36}$/)])
      expect((await large(500_000)).status).toBe(413)
    })

    test('the console takes a file as large as it says', async () => {
      const { console } = home
      await console.open('/users/import')
      const padding = ' '.repeat(1900)
      const rows = Array.from({ length: 1000 }, (_, at) => `person-${at},person-${at}@example.test${padding}`)
      await upload(console, '/users/import', { file: ['username,email', ...rows].join('\n') })
      expect(console.text).toContain('Create and invite 1000 people')
    })

    test('the console is not found by the public name, and by its own only in its own network', async () => {
      const visitor = await home.visitor()
      for (const path of ['/configuration', '/users', '/audit', '/setup', '/metrics', '/api/users/v1', '/api'])
        expect([path, (await visitor.send('GET', path)).status]).toEqual([path, 404])
      const { elsewhere, office } = addresses
      const host = new URL(home.origins.admin).host
      const ask = async (name: string, from: string) => get(await home.way({ name, from }), host)
      expect((await ask(names.admin, office)).status).toBe(200)
      const refused = [await ask(names.admin, elsewhere), await ask(names.public, elsewhere)]
      expect(refused.map(({ status }) => status)).toEqual([403, expect.toBeOneOf([403, 421])])
      for (const answer of refused) expect(answer.header('x-request-id')).toBe('')
    })

    test('https is asked for once, for a year, and nobody tells a version', async () => {
      const visitor = await home.visitor()
      for (const path of ['/sign-in', '/nothing-here', '/health/ready', '/assets/app.css']) {
        const { lines, header } = await visitor.send('GET', path, { headers: { 'Accept-Encoding': 'gzip' } })
        const asked = lines.filter(([name]) => name.toLowerCase() === 'strict-transport-security')
        expect([path, asked.map(([, value]) => value)]).toEqual([path, ['max-age=31536000; includeSubDomains']])
        expect(header('server')).not.toMatch(/\d/)
        expect([header('x-powered-by'), header('via')]).toEqual(['', ''])
        if (!path.startsWith('/assets')) expect(header('content-encoding')).toBe('')
      }
    })

    test('another host’s name gets 421, or no certificate at all', async () => {
      const way = await home.way({ name: names.public, from: addresses.elsewhere })
      for (const host of ['evil.test', `evil.test:${home.at.https}`, `${names.public}.evil.test`]) {
        const answer = await get(way, host)
        expect([host, answer.status]).toEqual([host, 421])
        expect(answer.body).not.toContain('evil.test')
      }
      expect(await shakeHands('evil.test')).toMatch(/alert|unrecognized|handshake/i)
      expect(await shakeHands(names.public)).toBe('fine')
    })

    test('who comes over http is sent to https', async () => {
      const asked = await sendRaw(`http://127.0.0.1:${home.at.http}`, {
        method: 'GET',
        path: '/forgot-password?x=1',
        headers: { Host: names.public },
      })
      expect(asked.status).toBe(308)
      // Caddy takes any port of its own for 443 as seen from outside.
      const origin = proxy.name === 'nginx' ? home.origins.public : `https://${names.public}`
      expect(asked.header('location')).toBe(`${origin}/forgot-password?x=1`)
    })

    test('HTTP/2 is spoken', async () => {
      expect(await statusOverHttp2('/sign-in')).toBe(200)
    })

    test('while Latchkey is away people get 502 and no log a token, and all is well again by itself', async () => {
      const asker = await (await home.visitor()).open('/forgot-password')
      await asker.submit('Send Mail', { identifier: 'alice' })
      const link = await nextLink()
      const path = link.replace(home.origins.public, '')
      expect(await home.stopLatchkey()).toBe(0)
      expect((await (await home.visitor()).send('GET', path)).status).toBe(502)
      expect(await home.words()).not.toContain(tokenIn(link))
      await home.startLatchkey()
      expect((await (await home.visitor()).open(path)).heading).toBe('Choose a new password')
    }, 30_000)

    /** The link of the next reset mail. */
    async function nextLink(): Promise<string> {
      const isReset = (text: string | undefined) => /reset-password\?token=/.test(text ?? '')
      newest = await home.relay.waitForMail((mail) => isReset(mail.parsed.text) && mail.envelope !== newest?.envelope)
      return linkIn(newest)
    }

    function shakeHands(name: string): Promise<string> {
      return new Promise((resolve) => {
        const socket = connectTls({ port: home.at.https, servername: name, rejectUnauthorized: false }, () => {
          socket.destroy()
          resolve('fine')
        })
        socket.once('error', (error) => resolve(error.message))
      })
    }

    function statusOverHttp2(path: string): Promise<number> {
      return new Promise((resolve, reject) => {
        const session = connect(home.origins.public, {
          createConnection: () =>
            connectTls({
              port: home.at.https,
              servername: names.public,
              rejectUnauthorized: false,
              ALPNProtocols: ['h2'],
            }),
        })
        session.once('error', reject)
        const asked = session.request({ ':path': path })
        asked.once('error', reject)
        asked.once('response', (headers) => {
          session.destroy()
          resolve(Number(headers[':status']))
        })
        asked.end()
      })
    }
  })
}

function get(base: string, host: string): Promise<RawAnswer> {
  return sendRaw(base, { method: 'GET', path: '/sign-in', headers: { Host: host } })
}

function tokenIn(link: string): string {
  return /token=(.+)$/.exec(link)?.[1] ?? ''
}
