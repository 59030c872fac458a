import { beforeEach, describe, expect, test } from 'vitest'
import { call, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { signInToConsole } from '../support/people.ts'
import { expectArmed } from '../web/armour.ts'
import { expectSafe, nothingBroke, useHome } from './people-at-home.ts'
import { requestText, sendBytes } from './wire.ts'

const head = 'Host: latchkey.test'
const form = 'Content-Type: application/x-www-form-urlencoded'

describe('bytes that are no proper request', () => {
  const home = useHome()
  let console: Browser

  beforeEach(async () => {
    console = await signInToConsole(home.latchkey)
  })

  test.each<[string, string, number[]]>([
    ['an unknown method', requestText('FOO / HTTP/1.1'), [400]],
    ['no HTTP at all', 'hello, is anybody there\r\n\r\n', [400]],
    ['TLS spoken to a plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', [400]],
    ['no host', requestText('GET /sign-in HTTP/1.1', []), [400]],
    ['two hosts', requestText('GET /sign-in HTTP/1.1', [head, 'Host: evil.test']), [400]],
    ['HTTP/1.0 without a host', requestText('GET /sign-in HTTP/1.0', []), [421]],
    ['another version', requestText('GET / HTTP/3.7'), [400]],
    ['a head of 20 KB', requestText('GET / HTTP/1.1', [head, `Cookie: a=${'x'.repeat(20_000)}`]), [431]],
    ['an address of 20 KB', requestText(`GET /${'a'.repeat(20_000)} HTTP/1.1`), [431]],
    ['NUL in a header', requestText('GET / HTTP/1.1', [head, 'X-Odd: a\0b']), [400]],
    ['a header without a name', requestText('GET / HTTP/1.1', [head, ': x']), [400]],
    ['a space before the colon', requestText('GET / HTTP/1.1', [head, 'Content-Length : 5'], 'hello'), [400]],
    ['two lengths', requestText('POST /sign-in HTTP/1.1', [head, 'Content-Length: 5', 'Content-Length: 6']), [400]],
    ['a length below zero', requestText('POST /sign-in HTTP/1.1', [head, 'Content-Length: -1']), [400]],
    [
      'a length beside chunks',
      requestText(
        'POST /sign-in HTTP/1.1',
        [head, form, 'Content-Length: 4', 'Transfer-Encoding: chunked'],
        '0\r\n\r\n',
      ),
      [400],
    ],
    [
      'chunks under another name',
      requestText('POST /sign-in HTTP/1.1', [head, form, 'Transfer-Encoding: xchunked'], '0\r\n\r\n'),
      [400],
    ],
    [
      'a chunk without a size',
      requestText('POST /sign-in HTTP/1.1', [head, form, 'Transfer-Encoding: chunked'], 'zz\r\n\r\n'),
      [400],
    ],
  ])('B35 %s is refused with the page and the headers of every refusal', async (_what, bytes, statuses) => {
    const heard = await sendBytes(home.latchkey.publicUrl, Buffer.from(bytes, 'latin1'))
    expect(statuses).toContain(heard.status)
    const text = heard.text.slice(heard.text.indexOf('HTTP/1.1'))
    const [start = '', body = ''] = [text.split('\r\n\r\n')[0], text.slice(text.indexOf('\r\n\r\n') + 4)]
    const lines = start
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(': ') as [string, string])
    const header = (name: string) => lines.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? ''
    expectArmed({ status: heard.status, lines, header, cookies: [], body })
    expect([header('content-type'), header('cache-control')]).toEqual(['text/html; charset=utf-8', 'no-store'])
    expect(body).toMatch(/<h1>.*<\/h1>/)
    expect(body).toContain(header('x-request-id'))
    expect(start + body).not.toMatch(/express|node\.js|HPE_|llhttp/i)
  })

  test.each<[string, string, string, number[]]>([
    ['broken bytes in a path', 'GET', '/%ff', [400]],
    ['an id that is none', 'GET', '/users/not-an-id', [404]],
    ['an unknown route', 'GET', '/no-such-page', [404]],
    ['TRACE', 'TRACE', '/sign-in', [400, 403, 404, 405]],
    ['a method nobody serves', 'PROPFIND', '/sign-in', [400, 403, 404, 405]],
    ['a path of 5 KB', 'GET', `/${'a'.repeat(5000)}`, [404]],
  ])('B35 %s is a page that says no', async (_what, method, path, statuses) => {
    for (const browser of [home.latchkey.visitor(), console]) {
      const answer = await browser.send(method, path)
      expect(statuses).toContain(answer.status)
      expectArmed(answer)
      expect(answer.body).toMatch(/<h1>/)
      expect(answer.body).toContain(answer.header('x-request-id'))
    }
  })

  test.each(['{"user":', '{"a":1}}', '\u0000', '[1,', "{'user':1}"])(
    'B35 broken JSON is a fault of the caller: %j',
    async (body) => {
      const answer = await call(home.latchkey, `${v09}/recover-password`, body)
      expect(answer.status).toBe(400)
      expectSafe(answer)
      expect(JSON.parse(answer.body).traceId).toBe(answer.header('x-request-id'))
    },
  )

  test('B35 a request that came whole is answered before the nonsense behind it ends the connection', async () => {
    const first = requestText('GET /sign-in HTTP/1.1')
    const { text, afterMs } = await sendBytes(home.latchkey.publicUrl, `${first}NONSENSE\r\n\r\n`)
    expect(text).toMatch(/^HTTP\/1\.1 200 /)
    expect(text).toContain('<h1>Sign in</h1>')
    expect(text.match(/^HTTP\/1\.1 \d{3}/gm)).toHaveLength(1)
    expect(afterMs).toBeLessThan(2500)
  })

  test('B35 two requests in one packet are two answers, in their order', async () => {
    const two =
      requestText('GET /no-such-page HTTP/1.1') + requestText('GET /sign-in HTTP/1.1', [head, 'Connection: close'])
    const { text } = await sendBytes(home.latchkey.publicUrl, two)
    expect(text.match(/^HTTP\/1\.1 \d{3}/gm)).toEqual(['HTTP/1.1 404', 'HTTP/1.1 200'])
  })

  test('B35 what stands in a body is never taken for a request', async () => {
    const inner = requestText('GET /.well-known/change-password HTTP/1.1')
    const headers = [head, 'Content-Type: text/plain', `Content-Length: ${inner.length}`]
    const { text } = await sendBytes(
      home.latchkey.publicUrl,
      requestText('POST /sign-in HTTP/1.1', headers, inner),
      1000,
    )
    expect(text.match(/^HTTP\/1\.1 \d{3}/gm)).toEqual(['HTTP/1.1 415'])
  })

  test('B35 an expectation nobody has to meet is answered like any other request', async () => {
    const bytes = requestText('GET /sign-in HTTP/1.1', [head, 'Expect: the-unexpected', 'Connection: close'])
    expect((await sendBytes(home.latchkey.publicUrl, bytes)).status).toBe(200)
  })

  nothingBroke(home)
})
