import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { examine } from '../../src/overview/examine.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { alice, becomeAdministrator, configureSmtp, forgot, switchReset, welcome } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

describe('the switch tells the truth', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    console = await becomeAdministrator(latchkey)
    // The workers run when a test says so; the probes shall be told that they run by themselves.
    Object.defineProperty(latchkey.deps.background, 'phase', { value: 'working' })
  })
  afterAll(() => smtp.close())

  /** What the three places that speak of it say: the line beside the switch, the sign-in page, the probe of the console's door. */
  async function said(): Promise<{ line: string; link: boolean; probe: unknown }> {
    await console.open('/configuration/organization/system')
    const line = console.$('.state').first().text().replaceAll(/\s+/g, ' ').trim()
    const visitor = await latchkey.visitor().open('/sign-in')
    const answer = await fetch(`${latchkey.adminUrl}/health/ready`)
    const { selfServiceReset } = (await answer.json()) as { selfServiceReset?: unknown }
    return { line, link: visitor.text.includes('Forgot your Password?'), probe: selfServiceReset }
  }

  test('off', async () => {
    expect(await said()).toEqual({ line: 'Off. The sign-in page shows no link.', link: false, probe: 'off' })
  })

  test('on, but without an SMTP server', async () => {
    await switchReset(console, 'on')
    const { line, link, probe } = await said()
    expect(line).toMatch(/^On, but it cannot work until the SMTP server is configured/)
    expect([link, probe]).toEqual([false, 'degraded'])
  })

  test('on, and before the first mail', async () => {
    await configureSmtp(console, smtp.port)
    await switchReset(console, 'on')
    expect(await said()).toEqual({ line: 'On. The sign-in page shows the link.', link: true, probe: 'on' })
  })

  test('on, but mail has not worked since a time, in the server’s words', async () => {
    await welcome(latchkey, { console, smtp, person: alice })
    latchkey.clock.advanceMinutes(1)
    smtp.refuse({ stage: 'sender', code: 451, text: 'come back later' })
    const since = latchkey.clock.now().toISOString().slice(11, 16)
    await forgot(latchkey, alice.username)
    const { line, link, probe } = await said()
    expect(line).toBe(`On, but mail has not worked since ${since} UTC. The server said: 451 come back later`)
    expect([link, probe]).toEqual([true, 'degraded'])
  })

  test('names the day where that was another one', async () => {
    const day = latchkey.clock.now().toISOString().slice(0, 10)
    latchkey.clock.advanceMinutes(60 * 24)
    console = await signInAgain()
    expect((await said()).line).toContain(`since ${day} `)
  })

  test('on again once a test of the saved values succeeds, and once a letter leaves', async () => {
    latchkey.clock.advanceMinutes(1)
    smtp.refuse(undefined)
    await console.open('/configuration/organization/smtp')
    await console.submit('Test Configuration')
    await console.submit('Update')
    expect((await said()).line).toBe('On. The sign-in page shows the link.')
    await forgot(latchkey, alice.username)
    expect(await said()).toEqual({ line: 'On. The sign-in page shows the link.', link: true, probe: 'on' })
  })

  test('the public probe says nothing of it', async () => {
    const answer = await fetch(`${latchkey.publicUrl}/health/ready`)
    expect(await answer.json()).toEqual({ status: 'ready' })
  })

  test('the doctor says everything in plain words, the worst first', async () => {
    await console.open('/')
    await console.follow('Open the doctor')
    const items = console
      .$('.health li')
      .map((_, item) => console.$(item).attr('class'))
      .get()
    expect(items.toSorted((a, b) => rank(a) - rank(b))).toEqual(items)
    const findings = await examine(latchkey.deps)
    expect(findings.map(({ what }) => what)).toEqual([
      'Database',
      'Setup',
      'Mail',
      'Mail queue',
      'Self-Service Password Reset',
      'Administrators',
      'Clock',
      'Audit log',
      'API keys',
      'Password hashes',
      'Public address',
      'Secrets',
    ])
    expect(findings.find(({ what }) => what === 'Administrators')).toMatchObject({ state: 'warning' })
    expect(findings.filter(({ state }) => state === 'fault')).toEqual([])
  })

  test('a clock that went back is a fault', async () => {
    const early = { ...latchkey.deps, clock: { now: () => new Date(latchkey.clock.now().getTime() - 60 * 60_000) } }
    const clock = (await examine(early)).find(({ what }) => what === 'Clock')
    expect(clock).toMatchObject({ state: 'fault' })
  })

  test('a public address that only this machine reaches is a fault in production', async () => {
    const { config } = latchkey.deps
    const at = (origin: string, production: boolean) => ({
      ...latchkey.deps,
      config: { ...config, production, publicDoor: { ...config.publicDoor, origin } },
    })
    const stateOf = async (origin: string, production: boolean) =>
      (await examine(at(origin, production))).find(({ what }) => what === 'Public address')?.state
    expect(await stateOf('https://id.example.org', true)).toBe('ok')
    expect(await stateOf('http://localhost:3000', true)).toBe('fault')
    expect(await stateOf('http://localhost:3000', false)).toBe('warning')
  })

  async function signInAgain(): Promise<Browser> {
    const again = await latchkey.console().open('/sign-in')
    return again.submit('Sign in', { identifier: 'admin', password: 'brass lantern over the harbour' })
  }
})

function rank(name: string | undefined): number {
  return ['health-fault', 'health-warning', 'health-ok'].indexOf(name ?? '')
}
