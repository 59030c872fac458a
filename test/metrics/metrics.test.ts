// A little over 120 lines: one house, and what its metrics say of it.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeKey } from '../api-keys/keys.ts'
import { notMeLinkIn } from '../password-reset/letters.ts'
import { basic, call } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, bob, choosePassword, forgot, lastMailTo, mailedLink, moveIn, signIn } from '../support/people.ts'
import { sendRaw } from '../support/raw-request.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { scrape, seriesIn } from './scrape.ts'

const latchkey = useLatchkey()
const chosen = 'a compass that points home'
let smtp: TestSmtpServer
let key: string

beforeAll(async () => {
  smtp = await startSmtpServer()
  await moveIn(latchkey, smtp, [alice, bob])
  key = (await makeKey(latchkey, ['metrics:read'], 'prometheus')).key
}, 60_000)
afterAll(() => smtp.close())

const numbers = async () => seriesIn((await scrape(latchkey, `Bearer ${key}`)).body)
const funnel = (all: Map<string, number>) =>
  ['asked', 'refused', 'mailed', 'opened', 'completed', 'not-me'].map((step) =>
    all.get(`latchkey_password_resets_total{step="${step}"}`),
  )

/** Lets the workers count what happened, a moment after it did. */
async function settle(): Promise<void> {
  await latchkey.deps.background.idle()
  latchkey.clock.advanceMinutes(1)
  await latchkey.deps.background.idle()
}

describe('who may read the metrics', () => {
  test('a key with the scope, and an administrator by name and password', async () => {
    for (const shown of [`Bearer ${key}`, basic()]) {
      const answer = await scrape(latchkey, shown)
      expect(answer.status).toBe(200)
      expect(answer.header('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8')
      expect(answer.header('cache-control')).toBe('no-store')
      expect(answer.body).toMatch(/^# HELP latchkey_database_up .*\n# TYPE latchkey_database_up gauge\n.* 1\n/)
      expect(answer.body.endsWith('\n')).toBe(true)
    }
  })

  test('nobody else', async () => {
    const other = (await makeKey(latchkey, ['audit:read', 'settings:read'])).key
    const statuses = []
    for (const shown of ['', `Bearer ${key}x`, basic('admin', 'wrong'), basic(alice.username, alice.password)])
      statuses.push((await scrape(latchkey, shown)).status)
    expect(statuses).toEqual([401, 401, 401, 401])
    const refused = await scrape(latchkey, `Bearer ${other}`)
    expect(refused.status).toBe(403)
    expect(refused.body).toContain('metrics:read')
    expect(refused.body).not.toContain('latchkey_')
  })

  test('nobody by a session, nor at the public door; the key opens nothing else', async () => {
    expect((await (await signIn(latchkey, alice)).send('GET', '/metrics')).status).toBe(404)
    const console = latchkey.console()
    await console.open('/sign-in')
    await console.submit('Sign in', { identifier: 'admin', password: 'brass lantern over the harbour' })
    expect((await console.send('GET', '/metrics')).status).toBe(401)
    const headers = { Authorization: `Bearer ${key}` }
    for (const path of ['/api/v1/users', '/api/v1/audit', '/api/v1/health'])
      expect((await call(latchkey, path, undefined, { headers })).status).toBe(403)
  })

  test('by whatever name the process is known there', async () => {
    const headers = { Host: '10.1.2.3:3001', Authorization: `Bearer ${key}` }
    expect((await sendRaw(latchkey.adminUrl, { method: 'GET', path: '/metrics', headers })).status).toBe(200)
  })
})

describe('what the metrics say', () => {
  test('how far resets came, and how sign-ins ended', async () => {
    await settle()
    const before = await numbers()
    await choosePassword(latchkey, await mailedLink(latchkey, smtp, alice), chosen)
    await forgot(latchkey, bob.username)
    const report = await latchkey.visitor().open(notMeLinkIn(lastMailTo(smtp, bob.email)))
    await report.submit('This was not me')
    await forgot(latchkey, 'nobody-here')
    await signIn(latchkey, { ...alice, password: chosen })
    await signIn(latchkey, { ...alice, password: 'wrong wrong wrong' })
    await settle()
    const after = await numbers()
    const more = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)
    expect(funnel(before)).toEqual([0, 0, 0, 0, 0, 0])
    expect(funnel(after)).toEqual([3, 1, 2, 1, 1, 1])
    expect(more('latchkey_sign_ins_total{outcome="done"}')).toBe(1)
    expect(more('latchkey_sign_ins_total{outcome="refused"}')).toBe(1)
    expect(more('latchkey_mails_sent_total')).toBeGreaterThanOrEqual(3)
    expect(more('latchkey_hash_duration_seconds_count')).toBeGreaterThanOrEqual(3)
    for (const kind of ['read', 'write'])
      expect(more(`latchkey_database_wait_seconds_count{kind="${kind}"}`)).toBeGreaterThan(10)
  })

  test('who guesses too often is counted as waiting, not as refused', async () => {
    const ends = ['latchkey_sign_ins_delayed_total{door="public"}', 'latchkey_sign_ins_total{outcome="refused"}']
    await settle()
    const before = await numbers()
    for (let guess = 0; guess < 8; guess++) await signIn(latchkey, { username: 'guessed', password: 'wrong' })
    await settle()
    const after = await numbers()
    const [waited = 0, refused = 0] = ends.map((name) => (after.get(name) ?? 0) - (before.get(name) ?? 0))
    expect(waited).toBeGreaterThan(0)
    expect(waited + refused).toBe(8)
  })

  test('letters that wait, how long, and which are in trouble', async () => {
    await settle()
    const calm = await numbers()
    expect(calm.get('latchkey_mail_queue_letters')).toBe(0)
    expect(calm.get('latchkey_mail_queue_oldest_seconds')).toBe(0)
    await smtp.close()
    await forgot(latchkey, alice.username)
    latchkey.clock.advanceMinutes(2)
    const stuck = await numbers()
    expect(stuck.get('latchkey_mail_queue_letters')).toBe(1)
    expect(stuck.get('latchkey_mail_queue_letters_in_trouble')).toBe(1)
    expect(stuck.get('latchkey_mail_queue_oldest_seconds')).toBeGreaterThanOrEqual(120)
    expect(stuck.get('latchkey_mail_relay_away_seconds')).toBeGreaterThanOrEqual(120)
    expect(stuck.get('latchkey_password_reset_open')).toBe(1)
  })

  test('requests by the pattern of their route, never by their address', async () => {
    for (const path of ['/users/abc123', '/API/v1/users', '/t/carbon.super/api/v1/users/abc123', '/secret-9f2'])
      await call(latchkey, path)
    await call(latchkey, '/metrics', undefined, { method: 'PROPFIND' })
    const text = (await scrape(latchkey)).body
    const routes = [...text.matchAll(/^latchkey_http_requests_total\{.*route="([^"]+)"/gm)].map(([, route]) => route)
    expect(routes).toEqual(expect.arrayContaining(['/metrics', '/api/v1/users', '/t/:tenant/api/v1/users/:id', 'none']))
    expect(text).toMatch(/latchkey_http_requests_total\{door="admin",method="other",route="none",status="4xx"\} 1/)
    expect(text).toContain('latchkey_http_request_duration_seconds_bucket{le="0.005",door="public",method="POST"')
    expect(text).not.toMatch(/abc123|9f2|PROPFIND|carbon/)
  })

  test('no name, address or secret', async () => {
    const { body } = await scrape(latchkey)
    expect(body).not.toMatch(/alice|bob|admin@|example\.test|nobody-here|guessed|otters|compass|[\w-]{43}$/m)
    expect(body).not.toContain(key)
    expect(latchkey.logLines.join('')).not.toContain(key)
  })
})
