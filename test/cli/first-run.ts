import type { Running } from '../process/running.ts'
import type { Browser } from '../support/browser.ts'
import { adminPassword, alice, configureSmtp, linkIn, switchReset } from '../support/people.ts'
import type { TestSmtpServer } from '../support/smtp-server.ts'

/** What people hold once an installation is in use. */
export interface InUse {
  /** The console, with its administrator signed in. */
  console: Browser
  /** alice, signed in. */
  member: Browser
  /** A reset link in her mailbox, not opened yet. */
  mailed: string
}

/** Walks the first run of a process on a new database: an administrator, a relay (with the password it asks for), reset switched on, alice. */
export async function firstRun(
  one: Running,
  { relay, credentials }: { relay: TestSmtpServer; credentials?: { user: string; pass: string } },
): Promise<InUse> {
  const [link = ''] = await one.says(/http:\/\/localhost:\d+\/setup\?token=\S+/)
  const console = await one.console().open(link)
  const words = { new_password: adminPassword, confirm_password: adminPassword }
  await console.submit('Create administrator', { username: 'admin', email: 'admin@example.test', ...words })
  await configureSmtp(console, relay.port)
  if (credentials) {
    await console.open('/configuration/organization/smtp')
    const { user: user_name, pass: password } = credentials
    await console.submit('Update', { authentication: 'password', user_name, password })
  }
  await switchReset(console, 'on')
  await invite(console, alice)
  const invited = await one.visitor().open(linkIn(await mailOf(relay, alice, /\/invitation\?token=/)))
  await invited.submit('Set password', { new_password: alice.password, confirm_password: alice.password })
  const member = await (await one.visitor().open('/sign-in')).submit('Sign in', {
    identifier: alice.username,
    password: alice.password,
  })
  await (await one.visitor().open('/forgot-password')).submit('Send Mail', { identifier: alice.username })
  return { console, member, mailed: linkIn(await mailOf(relay, alice, /\/reset-password\?token=/)) }
}

/** Creates a person in the console, who is invited by mail. */
export async function invite(console: Browser, { username, email }: { username: string; email: string }) {
  await console.open('/users/new')
  await console.submit('Create and send invitation', { username, email })
}

/** The first mail to a person that says this, now or later. */
export function mailOf(relay: TestSmtpServer, { email }: { email: string }, saying: RegExp) {
  return relay.waitForMail(({ parsed, envelope }) => envelope.to.includes(email) && saying.test(parsed.text ?? ''))
}

/** The same browser, as a process elsewhere meets it: with its cookies, at another port. */
export function withCookiesOf(browser: Browser, at: Browser): Browser {
  for (const [name, value] of browser.cookies) at.cookies.set(name, value)
  return at
}
