import { once } from 'node:events'
import { readdirSync, statSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { gunzipSync, gzipSync } from 'node:zlib'
import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { eventually, type Running, run } from '../process/running.ts'
import { adminPassword, alice, configureSmtp, linkIn, switchReset } from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { begin, command, type Env, newPlace, useFolder } from './command.ts'

const SECRETS = 'first-secret-q8Yt2LwZ5vNc0RbX7mKd4JfH1sGp9AeU'
const credentials = { user: 'latchkey', pass: 'copper kettle on a slow fire' }

describe('a backup', () => {
  const folder = useFolder()
  const places: Env[] = []
  let relay: TestSmtpServer
  let home: Env
  let server: Running | undefined
  let mailed = ''

  async function place(): Promise<Env> {
    const made = { ...(await newPlace()), SECRETS }
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

  /** An administrator, a relay that asks for a password, alice signed in, and a reset link in her mailbox. */
  async function moveIn(one: Running): Promise<void> {
    const [link = ''] = await one.says(/http:\/\/localhost:\d+\/setup\?token=\S+/)
    const console = await one.console().open(link)
    const words = { new_password: adminPassword, confirm_password: adminPassword }
    await console.submit('Create administrator', { username: 'admin', email: 'admin@example.test', ...words })
    await configureSmtp(console, relay.port)
    await console.open('/configuration/organization/smtp')
    const { user: user_name, pass: password } = credentials
    await console.submit('Update', { authentication: 'password', user_name, password })
    await switchReset(console, 'on')
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: alice.username, email: alice.email })
    const invited = await one.visitor().open(linkIn(await relay.waitForMail()))
    await invited.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
    await (await one.visitor().open('/forgot-password')).submit('Send Mail', { identifier: alice.username })
    const isReset = (text: string | undefined) => /reset-password\?token=/.test(text ?? '')
    mailed = linkIn(await relay.waitForMail(({ parsed }) => isReset(parsed.text)))
  }

  beforeAll(async () => {
    relay = await startSmtpServer({ credentials })
    home = await place()
    await moveIn(await live(home))
  }, 60_000)
  afterEach(stop)
  afterAll(async () => {
    await relay.close()
    for (const { DATA_DIR = '' } of places) await rm(DATA_DIR, { recursive: true, force: true })
  })

  test('made while the server runs and people sign in is whole, and its owner’s alone', async () => {
    const file = folder.path('running.backup')
    const busy = signInAgainAndAgain(server as Running)
    const said = await command(home, 'backup', file)
    expect(said.text).toMatch(/holds \d+ records\.\n.*keep it as safe as the database/)
    expect(said.code).toBe(0)
    expect(await busy).toEqual(['My Account', 'My Account', 'My Account'])
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder.path('')).filter((name) => name !== 'running.backup')).toEqual([])
    const text = gunzipSync(await readFile(file)).toString()
    expect(text).not.toContain(credentials.pass)
    expect(text).not.toContain(/token=(.+)$/.exec(mailed)?.[1])
    expect((await command(home, 'backup', file)).text).toContain('is there already')
    const restored = await command(home, 'restore', file, '--replace')
    expect(restored.text).toMatch(/Nothing was changed\. Stop the server first/)
    expect(restored.code).toBe(1)
  })

  test('brings everything back in another place: people, letters, settings, an audit log that verifies', async () => {
    const file = folder.path('stopped.backup')
    expect((await command(home, 'backup', file)).code).toBe(0)
    const there = await place()
    const said = await command(there, 'restore', file)
    expect(said.text).toMatch(
      /^Restored \d+ records: the backup of 20.* UTC\.\nEverybody signs in anew; links, .* are dead\.\n$/,
    )
    expect(said.code).toBe(0)
    const verified = await command(there, 'audit', 'verify', '--json')
    expect(JSON.parse(verified.out)).toMatchObject({ outcome: 'whole' })
    const one = await live(there)
    expect((await signIn(one, alice)).heading).toBe('My Account')
    const reader = await one.visitor().open(mailed.replace(`:${home.PORT}`, `:${there.PORT}`))
    expect(reader.status).toBe(410)
    const console = await one.console().open('/sign-in')
    await console.submit('Sign in', { identifier: 'admin', password: adminPassword })
    await console.open('/audit?action=data.restored')
    expect(console.text).toMatch(/Everything restored from a backup[\s\S]*Command line/)
    expect((await command(there, 'mail', 'test', '--to', 'a@example.test')).text).toContain('SMTP Test succeeded!')
  }, 60_000)

  test.runIf(process.env.MONGODB_TEST_URI)('moves from MongoDB to the embedded database, and back', async () => {
    const file = folder.path('embedded.backup')
    const embedded = { ...(await place()), MONGODB_URI: '' }
    expect((await command(embedded, 'restore', folder.path('stopped.backup'))).code).toBe(0)
    expect((await command(embedded, 'backup', file)).code).toBe(0)
    const there = await place()
    expect((await command(there, 'restore', file)).code).toBe(0)
    const one = await live(there)
    expect((await signIn(one, alice)).heading).toBe('My Account')
    expect((await command(there, 'audit', 'verify')).code).toBe(0)
  })

  test('takes the place of what is there only where that is asked for', async () => {
    const file = folder.path('stopped.backup')
    const refused = await command(home, 'restore', file)
    expect(refused.text).toMatch(/The database is not empty\. Nothing was changed\. With --replace/)
    const one = await live(home)
    const cookie = (await signIn(one, alice)).cookies
    await stop()
    expect((await command(home, 'restore', file, '--replace')).code).toBe(0)
    const again = await live(home)
    const visitor = again.visitor()
    for (const [name, value] of cookie) visitor.cookies.set(name, value)
    expect((await visitor.open('/my-account')).heading).toBe('Sign in')
    expect(readdirSync(home.DATA_DIR ?? '').filter((name) => name.startsWith('.'))).toEqual([])
  }, 60_000)

  test('under other secrets says what does not open', async () => {
    const there = { ...(await place()), SECRETS: 'second-secret-Zr6Tn3BvX9cLq1WsE7yHd5KjM0aGp4Uf' }
    const said = await command(there, 'restore', folder.path('stopped.backup'))
    expect(said.text).toMatch(
      /not whole: the note of the newest entry[\s\S]*SMTP password cannot be opened[\s\S]*Bring those back/,
    )
    expect(said.code).toBe(1)
    const back = await command({ ...there, SECRETS: `${SECRETS},${there.SECRETS}` }, 'audit', 'verify')
    expect(back.code).toBe(0)
  })

  test('keeps texts with line separators of any kind', async () => {
    const [from, there, settings, file] = [await place(), await place(), folder.path('s.json'), folder.path('s.backup')]
    const name = 'Hafen\u2028Library\u2029'
    await writeFile(settings, JSON.stringify({ latchkey: 'settings', format: 1, organization: { name } }))
    await live(from)
    expect((await command(from, 'settings', 'import', settings)).code).toBe(0)
    expect((await command(from, 'backup', file)).code).toBe(0)
    await stop()
    expect((await command(there, 'restore', file)).code).toBe(0)
    expect((await command(there, 'settings', 'export')).out).toContain('Hafen\u2028Library')
  }, 60_000)

  test('is written though an earlier one was killed, and takes nothing of it', async () => {
    const file = folder.path('again.backup')
    await writeFile(`${file}.part`, 'of somebody else')
    expect((await command(home, 'backup', file)).code).toBe(0)
    expect(await readFile(`${file}.part`, 'utf8')).toBe('of somebody else')
  })

  const lines = async () =>
    gunzipSync(await readFile(folder.path('stopped.backup')))
      .toString()
      .split('\n')
  test.each([
    ['cut off', async () => (await readFile(folder.path('stopped.backup'))).subarray(0, 900), 'Its end is missing'],
    ['without its end', async () => gzipSync((await lines()).slice(0, -2).join('\n')), 'Its end is missing'],
    ['without a line', async () => gzipSync((await lines()).toSpliced(3, 1).join('\n')), 'records were written'],
    [
      'with a broken line',
      async () => gzipSync((await lines()).with(3, '{"in":"users","document":{oops}}').join('\n')),
      'Line 4 is damaged',
    ],
    [
      'of other data',
      async () => gzipSync((await lines()).with(3, '{"in":"cars","document":{}}').join('\n')),
      '“cars”',
    ],
    [
      'of a newer version',
      async () => gzipSync((await lines()).with(0, '{"latchkey":"backup","format":2}').join('\n')),
      'newer Latchkey',
    ],
    [
      'of newer data',
      async () => gzipSync((await lines()).with(0, '{"latchkey":"backup","format":1,"dataVersions":[999]}').join('\n')),
      'newer Latchkey',
    ],
    ['that is none', async () => Buffer.from('{"latchkey":"settings"}'), 'not a backup of Latchkey'],
  ])('%s is refused before anything is touched', async (_how, bytes, why) => {
    const file = folder.path('odd.backup')
    await writeFile(file, await bytes())
    const said = await command(home, 'restore', file, '--replace')
    expect(said.text).toContain(why)
    expect([said.code, /\n\s+at /.test(said.text)]).toEqual([1, false])
  })

  test.runIf(process.env.MONGODB_TEST_URI)(
    'that is killed while it fills MongoDB leaves nothing that starts, until it is restored again',
    async () => {
      const [there, file] = [await place(), folder.path('large.backup')]
      await writeFile(file, await enlarged())
      const killed = begin(there, 'restore', file)
      const seen = await mongoose.createConnection(there.MONGODB_URI ?? '').asPromise()
      await eventually(async () => (await seen.collection('logos').findOne({})) ?? undefined, 20_000)
      killed.kill('SIGKILL')
      expect(await once(killed, 'close')).toEqual([null, 'SIGKILL'])
      expect(await seen.collection('audit').countDocuments({})).toBe(0)
      await seen.close()
      const started = run(there)
      expect(await started.ended).toBe(1)
      expect(started.output()).toMatch(/Latchkey cannot start\. The database holds only a part .* Restore again/)
      for (const words of [['users', 'list'], ['doctor'], ['backup', folder.path('half.backup')]]) {
        const said = await command(there, ...words)
        expect([said.text.includes('The database holds only a part of a backup'), said.code]).toEqual([true, 1])
      }
      expect((await command(there, 'restore', folder.path('stopped.backup'))).code).toBe(0)
      expect((await command(there, 'users', 'list')).text).toContain('alice')
      expect((await live(there)).output()).toContain('Console')
    },
    90_000,
  )

  /** With so many pictures that it takes seconds to restore. */
  async function enlarged(): Promise<Buffer> {
    const [header = '', ...rest] = (await lines()).filter(Boolean)
    const pictures = Array.from({ length: 20_000 }, (_, at) =>
      JSON.stringify({ in: 'logos', document: { _id: `picture-${at}`, type: 'image/png' } }),
    )
    const people = rest.filter((line) => /"in":"(auditHead|users)"/.test(line))
    const others = rest.slice(people.length, -1)
    const end = JSON.parse(rest.at(-1) ?? '')
    end.end += pictures.length
    return gzipSync([header, ...people, ...pictures, ...others, JSON.stringify(end), ''].join('\n'))
  }

  test('that was refused has touched nothing', async () => {
    expect((await command(home, 'users', 'list')).text).toContain('alice')
  })

  test.skipIf(process.env.MONGODB_TEST_URI)('is not written where nobody can be asked for the file', async () => {
    const one = await live(home)
    const stranger = { ...home, SECRETS: 'second-secret-Zr6Tn3BvX9cLq1WsE7yHd5KjM0aGp4Uf' }
    const said = await command(stranger, 'backup', folder.path('none.backup'))
    expect(said.text).toMatch(/already in use by another process\.\nNo server of this configuration answers/)
    expect(said.code).toBe(1)
    one.child.kill('SIGKILL')
    await one.ended
    expect((await command(home, 'backup', folder.path('after-kill.backup'))).code).toBe(0)
  })

  async function signInAgainAndAgain(one: Running): Promise<string[]> {
    const headings: string[] = []
    for (let time = 0; time < 3; time++) headings.push((await signIn(one, alice)).heading)
    return headings
  }

  async function signIn(one: Running, { username, password }: typeof alice) {
    return (await one.visitor().open('/sign-in')).submit('Sign in', { identifier: username, password })
  }
})
