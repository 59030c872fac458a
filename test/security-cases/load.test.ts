import { monitorEventLoopDelay } from 'node:perf_hooks'
import { gzipSync } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { call, v09 } from '../recovery-api/program.ts'
import type { Browser } from '../support/browser.ts'
import { expectSafe, nothingBroke, useHome } from './people-at-home.ts'
import { drip, requestText, sendBytes } from './wire.ts'

const kilobyte = 'x'.repeat(1024)
const mebibyte = 1024 * 1024

describe('more than anybody needs', () => {
  const home = useHome()
  let stranger: Browser

  beforeAll(async () => {
    stranger = await home.latchkey.visitor().open('/sign-in')
  })

  /** How late the event loop comes to things while this goes on: the 99th percentile, in milliseconds. */
  async function lagWhile(act: () => Promise<unknown>): Promise<number> {
    const delay = monitorEventLoopDelay({ resolution: 5 })
    delay.enable()
    await act()
    delay.disable()
    return delay.percentile(99) / 1e6
  }

  const type = (text: string) => ({ 'Content-Type': text })
  const isForm = 'application/x-www-form-urlencoded'

  test.each<[string, string | Buffer, Record<string, string>, number[]]>([
    ['a form of 11 KB', `a=${kilobyte.repeat(11)}`, type(isForm), [413]],
    [
      'a form of 11 KB in chunks',
      `a=${kilobyte.repeat(11)}`,
      { ...type(isForm), 'Transfer-Encoding': 'chunked' },
      [413],
    ],
    ['a bomb', gzipSync('a'.repeat(10 * mebibyte)), { ...type(isForm), 'Content-Encoding': 'gzip' }, [413, 415]],
    ['5,000 parameters', Array.from({ length: 4000 }, () => 'a').join('&'), type(isForm), [400, 413]],
    [
      'multipart',
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--',
      type('multipart/form-data; boundary=x'),
      [415],
    ],
    ['JSON under a false name', '{"identifier":"alice"}', type('text/plain'), [415]],
    ['JSON', '{"identifier":"alice"}', type('application/json'), [415]],
  ])('B31 %s is refused unread', async (_what, body, headers, statuses) => {
    const answer = await stranger.send('POST', '/sign-in', { headers, body })
    expect(statuses).toContain(answer.status)
    expectSafe(answer)
  })

  test('B31 megabytes in any wrapping neither fill the memory nor stop the others', async () => {
    const { latchkey } = home
    const bomb = gzipSync('['.repeat(10 * mebibyte))
    const chunk = `400\r\n${kilobyte}\r\n`.repeat(64)
    const chunked = requestText(
      'POST /sign-in HTTP/1.1',
      ['Host: latchkey.test', `Content-Type: ${isForm}`, 'Transfer-Encoding: chunked', 'Connection: close'],
      '',
    )
    const big = `{"a":"${kilobyte.repeat(1024)}"}`
    const pour = Buffer.from(`${chunked}${chunk.repeat(160)}0\r\n\r\n`)
    const before = process.memoryUsage().external
    const lags: number[] = []
    for (let time = 0; time < 5; time++) lags.push(await lagWhile(pourIn))
    expect(process.memoryUsage().external - before).toBeLessThan(20 * mebibyte)
    // the calmest round: this loop is the clients' too, and the machine has other things to do
    expect(Math.min(...lags)).toBeLessThan(50)

    async function pourIn(): Promise<void> {
      const json = await call(latchkey, `${v09}/recover-password`, big)
      const zipped = await call(latchkey, `${v09}/recover-password`, '{}', { headers: { 'Content-Encoding': 'gzip' } })
      const bombed = await stranger.send('POST', '/sign-in', { body: bomb, headers: { 'Content-Encoding': 'gzip' } })
      expect([json.status, zipped.status, bombed.status]).toEqual([413, 415, expect.toBeOneOf([413, 415])])
      const poured = await sendBytes(latchkey.publicUrl, pour, 5000)
      expect(poured.status).toBe(413)
    }
  }, 60_000)

  test('B32 clients that say a byte now and then are cut, and keep nobody waiting', async () => {
    const { latchkey } = home
    const usual = await slowestUsual()
    const half = requestText('GET /sign-in HTTP/1.1').slice(0, -4)
    const begun = requestText('POST /sign-in HTTP/1.1', [
      'Host: latchkey.test',
      `Content-Type: ${isForm}`,
      'Content-Length: 5000',
    ])
    const slowHeads = Array.from({ length: 300 }, () => drip(latchkey.publicUrl, `${half}\r\nX-Slow: `, 10_000))
    const slowBodies = Array.from({ length: 100 }, () => drip(latchkey.publicUrl, begun, 10_000))
    expect(await slowestUsual()).toBeLessThan(Math.max(200, 3 * usual))
    // the look at the clock comes every five seconds
    expect(Math.max(...(await Promise.all(slowHeads)))).toBeLessThan(21_000)
    expect(Math.max(...(await Promise.all(slowBodies)))).toBeLessThan(36_000)
  }, 60_000)

  /** What another visitor waits for a page: the 99th percentile of two hundred, in milliseconds. */
  async function slowestUsual(): Promise<number> {
    const times: number[] = []
    for (let time = 0; time < 200; time++) {
      const start = performance.now()
      expect((await home.latchkey.visitor().send('GET', '/sign-in')).status).toBe(200)
      times.push(performance.now() - start)
    }
    return times.sort((one, other) => one - other)[197] ?? 0
  }

  nothingBroke(home)
})
