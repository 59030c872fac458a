import mongoose from 'mongoose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import {
  adminPassword,
  alice,
  choosePassword,
  lastMailTo,
  linkIn,
  moveIn,
  openPerson,
  signIn,
  signInToConsole,
} from '../support/people.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { upload } from '../support/upload.ts'

const chosen = 'a lighthouse keeps its word'

describe('importing users', () => {
  const latchkey = useLatchkey()
  let smtp: TestSmtpServer
  let console: Browser

  beforeAll(async () => {
    smtp = await startSmtpServer()
    await moveIn(latchkey, smtp, [alice])
  })
  afterAll(() => smtp.close())
  beforeEach(async () => {
    latchkey.clock.advanceMinutes(16)
    console = await signInToConsole(latchkey)
    await console.open('/users/import')
  })

  const check = (file: string | Buffer) => upload(console, '/users/import', { file })
  const faults = () =>
    console
      .$('.fault-table tbody tr')
      .map((_, row) =>
        console
          .$(row)
          .children()
          .map((_at, cell) => console.$(cell).text())
          .get()
          .join(': '),
      )
      .get()

  /** Everything an import could change. */
  async function everybody(): Promise<string> {
    const models = ['Person', 'Mail', 'AuditEntry', 'Roster'].map((name) => mongoose.model(name).find().lean())
    return JSON.stringify(await Promise.all(models))
  }

  async function create(): Promise<void> {
    const button = console.$('button').filter((_, one) => console.$(one).text().trim().startsWith('Create and invite'))
    await console.submit(button.text().trim())
    await latchkey.deps.background.idle()
  }

  test('checks first and changes nothing, then creates everybody as invited, who choose their passwords', async () => {
    const before = await everybody()
    await check(
      '\ufeffusername,email,given_name,family_name,roles,language\r\n' +
        'ida,Ida@Example.test,Ida,"Lovelace, née King",,de\r\n' +
        '\r\n' +
        'ivo,ivo@example.test,,,user,\r\n',
    )
    expect([console.status, console.text.includes('The file is in order')]).toEqual([200, true])
    expect(console.$('.figures dd').text()).toBe('200')
    expect(await everybody()).toBe(before)
    await create()
    expect(console.text).toContain('2 people invited.')
    await openPerson(console, 'ida')
    expect([console.heading, console.$('.pill').text()]).toEqual(['Ida Lovelace, née King', 'Invited'])
    expect(console.$('.moment-detail').text()).toContain('imported')
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, 'Ida@example.test')), chosen)
    expect((await signIn(latchkey, { username: 'ida', password: chosen })).heading).toBe('Mein Konto')
  })

  test.each([
    ['semicolons', 'username;email;family_name\nsemi;semi@example.test;"a;b"\n'],
    ['tabs, as pasted from a spreadsheet', 'username\temail\ntabby\ttabby@example.test\n'],
    ['other names of the columns, in any order', 'E-Mail,User Name\n'],
    ['a guarded cell of an export', "username,email\nplus,'+plus@example.test\n"],
  ])('understands %s', async (_, file) => {
    await check(file)
    const understood = file.startsWith('E-Mail') ? 'The header lacks the column username.' : 'The file is in order'
    expect(console.text).toContain(understood)
    if (file.includes("'+plus")) expect(console.text).toContain('+plus@example.test')
  })

  test('takes pasted lines as well, in an ordinary form', async () => {
    await console.submit('Check the file', { pasted: 'username,email\npia,pia@example.test' })
    expect(console.text).toContain('Create and invite 1 person')
    await console.open('/users/import')
    await upload(console, '/users/import', { file: '', pasted: 'username,email\npia,pia@example.test' })
    expect(console.text).toContain('Create and invite 1 person')
  })

  test('reports every bad line with its number and reason, and creates nobody', async () => {
    const before = await everybody()
    await check(
      [
        'username,email,given_name,roles,language',
        'fine,fine@example.test,,,',
        'two words,nowhere,,,',
        'alice,other@example.test,,,',
        'other,alice@example.test,,,',
        'FINE,again@example.test,,,',
        'again,Fine@example.test,,,',
        'king,king@example.test,,emperor,',
        'elf,elf@example.test,,,qya',
        'short,short@example.test',
        '"open,open@example.test,,,',
        'quo"te,quote@example.test,,,',
        `long,long@example.test,${'x'.repeat(101)},,`,
        'last,last@example.test,,,',
      ].join('\n'),
    )
    expect(console.status).toBe(422)
    expect(faults()).toEqual([
      '3: username: Use letters, digits, dots, hyphens and underscores.',
      '3: email: Enter one address such as name@example.org.',
      '4: Another user has this username.',
      '5: Another user has this e-mail address.',
      '6: Line 2 has the same username.',
      '7: Line 2 has the same e-mail address.',
      '8: roles: Use administrator, user or nothing.',
      '9: language: Use one of en, de, fr, es, pt, ja, ar.',
      '10: This line has 2 cells, the header has 5.',
      '11: A quotation mark is opened and not closed on the same line.',
      '12: A quotation mark stands inside a cell that does not begin with one.',
      '13: given_name: Use at most 100 characters here.',
    ])
    expect(console.text).toContain('11 lines need mending')
    expect(console.text).not.toContain('Create and invite')
    expect(await everybody()).toBe(before)
  })

  test.each([
    ['', 'Choose a CSV file, or paste its lines below'],
    [Buffer.from([0xff, 0xfe, 0x75, 0x00]), 'This is not text in UTF-8'],
    [Buffer.from('username,email\nja\u00f1,x@y.test', 'latin1'), 'This is not text in UTF-8'],
    [Buffer.from('username\0,email\n'), 'This is not text in UTF-8'],
    ['x'.repeat(2 * 1024 * 1024 + 1), 'larger than 2 MB'],
  ])('says beside the field what is wrong with a file as a whole (%#)', async (file, message) => {
    await check(file)
    expect([console.status, console.errorAt('file')]).toEqual([422, expect.stringContaining(message)])
  })

  test.each([
    ['\n\n', 'The first line has to name the columns'],
    ['username\nx\n', 'The header lacks the column email.'],
    ['username,email,phone\n', 'The column “phone” is not one of'],
    ['username,email,email\n', 'The header has the column email twice.'],
    [`username,email\n${Array.from({ length: 5001 }, (_, at) => `u${at},u${at}@x.test`).join('\n')}`, '5,000 people'],
  ])('says what is wrong with the header or the length (%#)', async (file, message) => {
    await check(file)
    expect([console.status, faults().join()]).toEqual([422, expect.stringContaining(message)])
  })

  test('of people who are all there already creates nobody', async () => {
    await check('username,email\nALICE,Alice@example.test\n')
    expect(console.text).toContain('everybody in this file is there already (1)')
  })

  test('goes on where it was cut short: those who are there are left alone, the others are created', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => `cut-${at},cut-${at}@example.test`)
    await check(['username,email', ...rows.slice(0, 25)].join('\n'))
    await create()
    await console.open('/users/import')
    await check(['username,email', ...rows].join('\n'))
    expect(console.$('.figures dd').text()).toBe('15250')
    await create()
    expect(console.text).toContain('15 people invited. 25 people there already.')
    expect(smtp.mails.filter(({ envelope }) => envelope.to[0]?.startsWith('cut-'))).toHaveLength(40)
  })

  test('twice at the same moment creates everybody once', async () => {
    const rows = Array.from({ length: 20 }, (_, at) => `twice-${at},twice-${at}@example.test`)
    await check(['username,email', ...rows].join('\n'))
    const { action, fields } = console.form('Create and invite 20 people')
    const body = new URLSearchParams(fields).toString()
    const answers = await Promise.all([1, 2, 3].map(() => console.send('POST', action, { body })))
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303])
    await latchkey.deps.background.idle()
    expect(smtp.mails.filter(({ envelope }) => envelope.to[0]?.startsWith('twice-'))).toHaveLength(20)
  })

  test('whose names were taken after the check creates nobody and says who', async () => {
    await check('username,email\nfree,free@example.test\nclash,clash@example.test\n')
    const checked = console.form('Create and invite 2 people')
    await console.open('/users/new')
    await console.submit('Create and send invitation', { username: 'clash', email: 'another@example.test' })
    await console.post(checked.action, {})
    expect([console.status, faults()]).toEqual([422, ['3: Another user has this username.']])
    await console.open('/users?q=free')
    expect(console.text).toContain('Nobody matches')
  })

  test('with administrators asks for the password again when the last proof is old', async () => {
    await check('username,email,roles\nboss,boss@example.test,Administrator\nhand,hand@example.test,user\n')
    expect(console.$('.figures dd').text()).toBe('201')
    latchkey.clock.advanceMinutes(11)
    await create()
    expect(console.heading).toBe('Confirm that it is you')
    await console.submit('Confirm and go on', { current_password: adminPassword })
    expect(console.text).toContain('2 people invited.')
    await latchkey.deps.background.idle()
    await choosePassword(latchkey, linkIn(lastMailTo(smtp, 'boss@example.test')), chosen)
    expect((await signInToConsole(latchkey, { username: 'boss', password: chosen })).heading).toBe('Overview')
  })

  test('does not take a checked file that is gone, too old or another administrator’s', async () => {
    await check('username,email\nlate,late@example.test\n')
    const { action } = console.form('Create and invite 1 person')
    const other = await signInToConsole(latchkey, { username: 'boss', password: chosen })
    await other.open('/users/import')
    for (const path of [action, '/users/import/x', '/users/import/__proto__']) {
      await other.post(path, {})
      expect(other.text).toContain('The checked file is gone.')
    }
    latchkey.clock.advanceMinutes(61)
    const later = await signInToConsole(latchkey)
    await later.open('/users/import')
    await later.post(action, {})
    expect(later.text).toContain('The checked file is gone.')
  })

  test('is in the audit log with its numbers', async () => {
    const entries = await mongoose.model('AuditEntry').find({ action: 'users.imported' }).lean<{ detail: string }[]>()
    expect(entries.map(({ detail }) => detail)).toContain('15 created, 25 there already, 0 not created')
  })

  test('of a thousand people works in one go', async () => {
    const rows = Array.from({ length: 1000 }, (_, at) => `many-${at},many-${at}@example.test,Many,Number ${at}`)
    await check(['username,email,given_name,family_name', ...rows].join('\n'))
    await console.submit('Create and invite 1000 people')
    expect(console.text).toContain('1000 people invited.')
    await console.open('/users?q=many-&status=invited')
    expect(console.text).toContain('75 or more found')
  }, 30_000)

  describe('takes no other form', () => {
    test('without the token, with another, or with two', async () => {
      const pasted = 'username,email\nforged,forged@example.test'
      const token = console.formToken
      for (const filled of [{ token: '' }, { token: 'x' }, { more: [['_csrf', token]] as [string, string][] }]) {
        await upload(console, '/users/import', { pasted, ...filled })
        expect(console.status).toBe(403)
      }
    })

    test('with two files, many fields, another file field or strange fields', async () => {
      const token = console.formToken
      const many = Array.from({ length: 9 }, (_, at): [string, string] => [`f${at}`, ''])
      for (const filled of [
        { file: 'x', fileField: 'other' },
        { more: many },
        { more: [['extra', '1']] as [string, string][] },
      ]) {
        await upload(console, '/users/import', { token, ...filled })
        expect(console.status).toBe(400)
      }
    })

    test('at any other address, nor from anybody who is not signed in', async () => {
      const token = console.formToken
      for (const path of ['/users/new', '/users/import/', '/users/export', '/sign-in', '/USERS/import']) {
        await upload(console, path, { file: 'x', token })
        expect([path, console.status]).toEqual([path, 415])
      }
      const stranger = await latchkey.console().open('/sign-in')
      await upload(stranger, '/users/import', { file: 'username,email\n' })
      expect(stranger.status).toBe(303)
      const visitor = await latchkey.visitor().open('/sign-in')
      await upload(visitor, '/users/import', { file: 'x' })
      expect(visitor.status).toBe(415)
    })

    test('that is broken in its middle', async () => {
      const headers = { 'Content-Type': 'multipart/form-data; boundary=x' }
      const answer = await console.send('POST', '/users/import', { headers, body: '--x\r\nContent-Disp' })
      expect(answer.status).toBe(400)
      const unbounded = await console.send('POST', '/users/import', {
        headers: { 'Content-Type': 'multipart/form-data' },
        body: 'x',
      })
      expect(unbounded.status).toBe(400)
    })
  })
})
