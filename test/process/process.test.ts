import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { adminPassword, alice, configureSmtp, lastMailTo, linkIn, mailsTo, switchReset } from '../support/people.ts'
import { startSmtpServer } from '../support/smtp-server.ts'
import { freshUri } from '../support/test-database.ts'
import { expectPage } from '../web/armour.ts'
import { freePort, type Running, run } from './running.ts'

describe('a process of its own', () => {
  let folder: string
  let env: Record<string, string>
  const started: Running[] = []
  const uri = freshUri()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-process-'))
    const [port, adminPort] = [await freePort(), await freePort()]
    env = { HOST: '127.0.0.1', PORT: String(port), ADMIN_PORT: String(adminPort), DATA_DIR: join(folder, 'data') }
    if (uri) env.MONGODB_URI = uri
  })
  afterEach(async () => {
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.splice(0).map(({ ended }) => ended))
  })
  afterAll(async () => {
    if (uri) {
      const connection = await mongoose.createConnection(uri).asPromise()
      await connection.dropDatabase()
      await connection.close()
    }
    await rm(folder, { recursive: true, force: true })
  })

  function start(more: Record<string, string> = {}): Running {
    const one = run({ ...env, ...more })
    started.push(one)
    return one
  }

  async function startAndWait(): Promise<Running> {
    const one = start()
    await one.says(/Console {2,}http/)
    return one
  }

  async function stop({ child, ended }: Running): Promise<number | null> {
    child.kill('SIGTERM')
    return ended
  }

  test('prints a setup link on the first run, which opens the wizard, and keeps its secrets to itself', async () => {
    const first = start()
    const [, link = ''] = await first.says(/(http:\/\/localhost:\d+\/setup\?token=\S+)\n/)
    const console = await first.console().open(link)
    await console.submit('Create administrator', {
      username: 'admin',
      email: 'admin@example.test',
      new_password: adminPassword,
      confirm_password: adminPassword,
    })
    expect(console.heading).toBe('SMTP Server Configuration')
    expect((await stat(join(folder, 'data', 'secrets'))).mode & 0o777).toBe(0o600)
    expect((await stat(join(folder, 'data'))).mode & 0o777).toBe(0o700)
    expect(await stop(first)).toBe(0)
  })

  test('prints none on the second run, knows its people and stops at once when told to', async () => {
    const second = await startAndWait()
    await second.says(/Console.*\n\n/)
    expect(second.output()).not.toContain('/setup?token=')
    const console = await second.console().open('/sign-in')
    await console.submit('Sign in', { identifier: 'admin', password: adminPassword })
    expect(console.heading).toBe('Overview')
    expect(await stop(second)).toBe(0)
  })

  test('killed between the answer and the mail, mails once after a restart, with a link that works', async () => {
    const smtpPort = await freePort()
    const first = await startAndWait()
    const console = await first.console().open('/sign-in')
    await console.submit('Sign in', { identifier: 'admin', password: adminPassword })
    const mailbox = await startSmtpServer({ port: smtpPort })
    await configureSmtp(console, smtpPort)
    await switchReset(console, 'on')
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: alice.username, email: alice.email })
    const invitation = await mailbox.waitForMail()
    const person = await first.visitor().open(linkIn(invitation))
    await person.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    expect(person.heading).toBe('Sign in')
    await mailbox.close()

    const visitor = await first.visitor().open('/forgot-password')
    const body = `identifier=alice&return_to=&_csrf=${encodeURIComponent(visitor.formToken)}`
    const answer = await visitor.send('POST', '/forgot-password', { body })
    first.child.kill('SIGKILL')
    expect(answer.status).toBe(303)
    await first.ended

    const second = await startAndWait()
    const relay = await startSmtpServer({ port: smtpPort })
    await relay.waitForMail((mail) => mail.envelope.to.includes(alice.email))
    const reader = await second.visitor().open(linkIn(lastMailTo(relay, alice.email)))
    const chosen = 'words after the thunder'
    await reader.submit('Set password', { new_password: chosen, confirm_password: chosen })
    expect(reader.text).toContain('Your password is set.')
    // the notice leaves after the reset mail: when it is here, a second copy of that would be here as well
    await relay.waitForMail((mail) => mail.parsed.subject === 'Your password at Latchkey was changed')
    const resets = mailsTo(relay, alice.email).filter(({ parsed }) => parsed.subject?.startsWith('Password reset'))
    expect(resets).toHaveLength(1)
    await reader.submit('Sign in', { identifier: alice.username, password: chosen })
    expect(reader.heading).toBe('My Account')
    expect(await stop(second)).toBe(0)
    await relay.close()
  }, 90_000)

  test('killed under a hundred requests starts again and serves', async () => {
    const one = await startAndWait()
    const visitor = await one.visitor().open('/forgot-password')
    const answers: number[] = []
    const ask = async (number: number) => {
      const body = `identifier=nobody-${number}&return_to=&_csrf=${encodeURIComponent(visitor.formToken)}`
      answers.push(
        await visitor.send('POST', '/forgot-password', { body }).then(
          ({ status }) => status,
          () => 0,
        ),
      )
      if (answers.length === 40) one.child.kill('SIGKILL')
    }
    await Promise.all(Array.from({ length: 100 }, (_, number) => ask(number)))
    await one.ended
    const again = await startAndWait()
    expect((await again.visitor().open('/sign-in')).heading).toBe('Sign in')
    expect(answers.filter((status) => status > 0).length).toBeGreaterThanOrEqual(40)
    expect(answers.filter((status) => ![0, 303, 429].includes(status))).toEqual([])
    expect(await stop(again)).toBe(0)
  }, 60_000)

  test.skipIf(uri !== undefined)(
    'refuses a database file that another process uses, in one clear sentence',
    async () => {
      const first = await startAndWait()
      const second = start({ PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) })
      expect(await second.ended).toBe(1)
      expect(second.output().trim().split('\n')).toEqual([
        expect.stringMatching(/^Latchkey cannot start\. .+(in use|another process)/),
      ])
      expect((await first.visitor().open('/sign-in')).status).toBe(200)
      expect(await stop(first)).toBe(0)
    },
  )

  test('says in one line that its port is taken', async () => {
    const first = await startAndWait()
    const data = join(folder, 'other')
    const second = start({ DATA_DIR: data })
    expect(await second.ended).toBe(1)
    expect(second.output()).toMatch(/^Latchkey cannot start\. Cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE/)
    expect(second.output().trim().split('\n')).toHaveLength(1)
    expect(await stop(first)).toBe(0)
  })

  test.each<[string, Record<string, string>, string]>([
    ['a port that is a word', { PORT: 'http' }, 'PORT: must be a port number'],
    ['an address with a path', { PUBLIC_URL: 'https://id.example.org/app' }, 'PUBLIC_URL: must be an origin'],
    [
      'http in production',
      { NODE_ENV: 'production', PUBLIC_URL: 'http://id.example.org' },
      'PUBLIC_URL: must begin with https://',
    ],
    ['a short secret', { SECRETS: 'short' }, 'SECRETS: each secret must be at least 32 bytes'],
    ['another database', { MONGODB_URI: 'postgres://x' }, 'MONGODB_URI: must begin with mongodb://'],
    ['a name as proxy', { TRUST_PROXY: 'loopback' }, 'TRUST_PROXY: must be a number of proxies'],
  ])('does not start with %s and says why', async (_what, wrong, line) => {
    const one = start(wrong)
    expect(await one.ended).not.toBe(0)
    expect(one.output()).toContain(`Latchkey cannot start. ${line}`)
    expect(one.output().trim().split('\n')).toHaveLength(1)
  })

  test('does not start with secrets that others can read', async () => {
    const data = await mkdtemp(join(folder, 'open-'))
    await writeFile(join(data, 'secrets'), 'q8Yt2LwZ5vNc0RbX7mKd4JfH1sGp9AeU\n', { mode: 0o644 })
    const one = start({ DATA_DIR: data })
    expect(await one.ended).toBe(1)
    expect(one.output()).toMatch(/^Latchkey cannot start\. SECRETS: .* can be read by others/)
  })

  test('starts without its database, says that it is not ready and stops when told to', async () => {
    const one = start({ MONGODB_URI: `mongodb://user:hunter2@127.0.0.1:${await freePort()}/latchkey` })
    await one.says(/database-away/)
    for (const browser of [one.visitor(), one.console()]) {
      expect((await browser.send('GET', '/health/live')).status).toBe(200)
      expect((await browser.send('GET', '/health/ready')).status).toBe(503)
      const page = await browser.send('GET', '/sign-in')
      expect([page.status, page.header('retry-after')]).toEqual([503, '5'])
      expectPage(page)
    }
    expect(await stop(one)).toBe(0)
    expect(one.output()).not.toContain('hunter2')
  }, 30_000)

  test('prints a setup link that works for a chosen token with signs of every kind', async () => {
    const token = 'a+b/c=d&e#f g%41-0123456789'
    const data = join(folder, 'chosen')
    const other = uri && new URL(uri)
    if (other) other.pathname = `${other.pathname}-chosen`
    const one = start({ DATA_DIR: data, SETUP_TOKEN: token, ...(other && { MONGODB_URI: other.href }) })
    const [, link = ''] = await one.says(/(http:\/\/localhost:\d+\/setup\?token=.*)\n/)
    const console = await one.console().open(link)
    expect(console.heading).toBe('Create the administrator')
  })
})
