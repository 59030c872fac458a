import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { type Running, run } from '../process/running.ts'
import { adminPassword, alice, bob, linkIn, proveIfAsked, switchReset } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { command, type Env, newPlace, useFolder } from './command.ts'
import { firstRun, invite, mailOf, withCookiesOf } from './first-run.ts'

const credentials = { user: 'latchkey', pass: 'copper kettle on a slow fire' }
const carol = { username: 'carol', email: 'carol@example.test' }

const folder = useFolder()
const places: Env[] = []
let relay: TestSmtpServer
let server: Running | undefined

beforeAll(async () => {
  relay = await startSmtpServer({ credentials })
})
afterEach(stop)
afterAll(async () => {
  await relay.close()
  for (const { DATA_DIR = '' } of places) await rm(DATA_DIR, { recursive: true, force: true })
})

async function place(): Promise<Env> {
  const made = await newPlace()
  places.push(made)
  return made
}

async function live(env: Env): Promise<Running> {
  server = run(env)
  await server.says(/Console {2,}http.*\n/)
  return server
}

async function stop(): Promise<void> {
  server?.child.kill('SIGTERM')
  await server?.ended
  server = undefined
}

test('the restore drill: another machine, the backup and the secrets, and Latchkey is what it was, with every door of before shut', async () => {
  const [lost, found] = [await place(), await place()]
  const [backup, secrets] = [folder.path('tuesday.backup'), folder.path('vault/secrets')]

  // Tuesday: alice is signed in and has a link in her mailbox, bob an invitation, a program a key. A backup is made, the secrets put away.
  const before = await live(lost)
  const { console, member, mailed } = await firstRun(before, { relay, credentials })
  await invite(console, bob)
  const invitation = linkIn(await mailOf(relay, bob, /\/invitation\?token=/))
  await console.open('/configuration/api-keys/new')
  await console.submit('Create key', { name: 'monitoring', may_metrics_read: 'on' })
  await proveIfAsked(console)
  const key = console.$('#key').attr('value') ?? ''
  const scrape = (one: Running) =>
    one.console().send('GET', '/metrics', { headers: { Authorization: `Bearer ${key}` } })
  expect((await scrape(before)).status).toBe(200)
  expect((await command(lost, 'backup', backup)).code).toBe(0)
  await mkdir(folder.path('vault'))
  await copyFile(join(lost.DATA_DIR ?? '', 'secrets'), secrets)

  // Wednesday: carol comes, reset is switched off; then the machine is gone.
  await invite(console, carol)
  await switchReset(console, 'off')
  before.child.kill('SIGKILL')
  await before.ended

  // Another machine: the secrets, the backup, a start.
  await copyFile(secrets, join(found.DATA_DIR ?? '', 'secrets'))
  const restored = await command(found, 'restore', backup)
  expect(restored.text).toMatch(
    /^Restored \d+ records: the backup of 20.* UTC\.\nEverybody signs in anew; .* dead\.\n$/,
  )
  expect(restored.code).toBe(0)
  const after = await live(found)
  const here = (link: string) => link.replace(`:${lost.PORT}/`, `:${found.PORT}/`)

  // What opened a door on Tuesday opens none.
  expect((await withCookiesOf(member, after.visitor()).open('/my-account')).heading).toBe('Sign in')
  expect((await withCookiesOf(console, after.console()).open('/')).heading).toBe('Sign in to the console')
  expect((await after.visitor().open(here(mailed))).status).toBe(410)
  expect((await after.visitor().open(here(invitation))).status).toBe(410)
  expect((await scrape(after)).status).toBe(401)

  // People sign in with their passwords, ask for new links, and are who they were on Tuesday.
  const again = await after.visitor().open('/sign-in')
  await again.submit('Sign in', { identifier: alice.username, password: alice.password })
  expect(again.heading).toBe('My Account')
  await (await after.visitor().open('/forgot-password')).submit('Send Mail', { identifier: alice.username })
  const anew = linkIn(await mailOf(relay, alice, new RegExp(`:${found.PORT}/reset-password\\?token=`)))
  expect((await after.visitor().open(anew)).heading).toBe('Choose a new password')
  const people = (await command(found, 'users', 'list')).text
  expect(['alice', 'bob', 'carol'].filter((name) => people.includes(name))).toEqual(['alice', 'bob'])

  // The settings are Tuesday's, the relay's password among them, and the log is whole and tells of the restore.
  expect((await command(found, 'mail', 'test', '--to', 'a@example.test')).text).toContain('SMTP Test succeeded!')
  const verified = await command(found, 'audit', 'verify', '--json')
  expect(JSON.parse(verified.out)).toMatchObject({ outcome: 'whole' })
  const office = await after.console().open('/sign-in')
  await office.submit('Sign in', { identifier: 'admin', password: adminPassword })
  await office.open('/audit?action=data.restored')
  expect(office.text).toMatch(/Everything restored from a backup[\s\S]*Command line/)
}, 60_000)
