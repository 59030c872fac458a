import { linkIn } from './mailbox.ts'
import { choosePassword, fillIn, follow, press, reads, type Scene, shows } from './scene.ts'

const admin = { username: 'admin', email: 'admin@example.org', password: 'brass lantern over the harbour' }
const firstPassword = 'an owl hears the clock at noon'

/** Somebody who has an account, and the password they have now. */
export interface Newcomer {
  username: string
  email: string
  password: string
}

/** Sets the product up in the console: administrator, relay, self-service. Then imports these people from a file, who are all invited. */
export async function setUp({ product, mailbox, console }: Scene, usernames: string[]): Promise<void> {
  await console.goto(product.setupLink)
  await fillIn(console, { 'Given name': 'Ada', 'Family name': 'Petersen', Username: admin.username })
  await fillIn(console, { 'E-mail address': admin.email, Password: admin.password, 'Password again': admin.password })
  await press(console, 'Create administrator')
  await fillIn(console, { 'SMTP Host': 'localhost', 'SMTP Port': String(mailbox.port) })
  await console.getByLabel('Connect Protection').selectOption('None')
  await console.getByLabel('Authentication', { exact: true }).and(console.locator('select')).selectOption('none')
  await fillIn(console, { 'From Name': 'Latchkey', 'From Email Address': 'no-reply@example.org' })
  await press(console, 'Update')
  await follow(console, 'System Configuration')
  await console.getByLabel('Self-Service Password Reset', { exact: true }).check()
  await press(console, 'Update')
  await follow(console, 'Users')
  await follow(console, 'Import')
  const rows = usernames.map((username) => `${username},${addressOf(username)}`)
  await fillIn(console, { 'Or paste the lines': ['username,email', ...rows].join('\n') })
  await press(console, 'Check the file')
  await press(console, `Create and invite ${usernames.length} people`)
  await shows(console, 'invited')
}

/** Chooses the first password by the invitation that lies in the mailbox. */
export async function comeIn(
  { chromium, mailbox }: Scene,
  username: string,
  options: { javaScriptEnabled?: boolean } = {},
): Promise<Newcomer> {
  const email = addressOf(username)
  const page = await chromium.person(options)
  await page.goto(linkIn(await mailbox.next(email, /^Choose your password at /)))
  await reads(page, 'Choose your password')
  await choosePassword(page, firstPassword)
  await page.context().close()
  return { username, email, password: firstPassword }
}

function addressOf(username: string): string {
  return `${username}@example.org`
}
