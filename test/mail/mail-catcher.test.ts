import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MailCatcher, startMailCatcher } from '../../src/demo/mail-catcher.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { aLetter, aServer } from '../smtp/letters.ts'

let catcher: MailCatcher
const transport = createSmtpTransport()

beforeAll(async () => {
  catcher = await startMailCatcher({ smtpPort: 0, webPort: 0 })
})
afterAll(() => catcher.close())

const read = async (path: string) => (await fetch(new URL(path, catcher.url))).text()

test('an empty catcher says so', async () => {
  expect(await read('/')).toContain('No mail yet')
})

test('whatever is sent, with or without a password, is listed and can be read', async () => {
  await transport.send(aServer(catcher.smtpPort), aLetter({ subject: 'First <b>mail</b>' }))
  const html = '<html><head></head><body><a href="https://id.example.org/x">go</a><script>1</script></body></html>'
  const signedIn = aServer(catcher.smtpPort, { userName: 'anybody', password: 'anything' })
  await transport.send(signedIn, aLetter({ subject: 'Second', html, text: 'see https://id.example.org/x' }))
  const list = await read('/')
  expect(list).toContain('First &lt;b&gt;mail&lt;/b&gt;')
  expect(list.indexOf('Second')).toBeLessThan(list.indexOf('First'))
  const mail = await read('/mails/2')
  expect(mail).toContain('<a href="https://id.example.org/x" target="_blank"')
  expect(mail).toContain('Message-ID: &lt;event-1@id.example.org&gt;')
  expect(await read('/mails/2/html')).toContain('<head><base target="_blank">')
})

test('the HTML of a mail may run nothing and load nothing', async () => {
  const { headers } = await fetch(new URL('/mails/2/html', catcher.url))
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*sandbox allow-popups/)
})

test('an address that is none', async () => {
  expect((await fetch(new URL('/mails/99', catcher.url))).status).toBe(404)
})
