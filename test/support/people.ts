import type { Browser } from './browser.ts'
import type { CaughtMail, TestSmtpServer } from './smtp-server.ts'
import type { Latchkey } from './start-latchkey.ts'

export const adminPassword = 'brass lantern over the harbour'
export const alice = { username: 'alice', email: 'alice@example.test', password: 'seven quiet otters at dusk' }
export const bob = { username: 'bob', email: 'bob@example.test', password: 'a kettle sings in winter' }

/** Walks the first run: setup link, administrator, console. */
export async function becomeAdministrator(latchkey: Latchkey): Promise<Browser> {
  const console = latchkey.console()
  await console.open(`/setup?token=${await latchkey.setupSecret()}`)
  return console.submit('Create administrator', {
    username: 'admin',
    email: 'admin@example.test',
    new_password: adminPassword,
    confirm_password: adminPassword,
  })
}

/** Fills in the SMTP form for a relay on this machine and saves it. */
export async function configureSmtp(console: Browser, port: number): Promise<void> {
  await console.open('/configuration/organization/smtp')
  await console.submit('Update', {
    host: '127.0.0.1',
    port: String(port),
    protection: 'None',
    authentication: 'none',
    from_name: 'Example Org',
    from_email: 'no-reply@example.test',
  })
  await proveIfAsked(console)
}

/** Shows the password again where the console asks for it, because the last proof is older than ten minutes. */
export async function proveIfAsked(console: Browser, password = adminPassword): Promise<void> {
  if (console.heading === 'Confirm that it is you')
    await console.submit('Confirm and go on', { current_password: password })
}

/** The numbers the System Configuration form asks for, as they come. */
export const systemNumbers = {
  link_lifetime_minutes: '30',
  minimum_password_length: '15',
  limit_per_person: '3',
  limit_per_client: '30',
  limit_everyone: '1000',
  guesses_per_hour: '20',
  failed_names_per_network: '1000',
  proof_after_names: '30',
  proof_after_requests: '20',
  session_idle_minutes: '60',
  session_hours: '24',
  console_idle_minutes: '30',
  console_hours: '8',
}

/** Switches self-service password reset on or off. */
export async function switchReset(console: Browser, state: 'on' | 'off'): Promise<void> {
  await console.open('/configuration/organization/system')
  const { fields } = console.form('Update')
  const { self_service_password_reset: _, ...others } = fields
  const { _csrf: __, ...values } = others
  await console.post('/configuration/organization/system', {
    ...values,
    ...(state === 'on' && { self_service_password_reset: 'on' }),
  })
  await proveIfAsked(console)
}

/** Switches codes instead of links on or off. */
export async function sendCodes(console: Browser, state: 'on' | 'off'): Promise<void> {
  const path = '/configuration/organization/recovery'
  await console.open(path)
  const { code_instead_of_link: _, ...others } = console.form('Update').fields
  await console.post(path, { ...others, ...(state === 'on' && { code_instead_of_link: 'on' }) })
  await proveIfAsked(console)
}

/** Saves the Account Recovery tab as it is but for these fields; an empty value clears a box. */
export async function setRecovery(console: Browser, changes: Record<string, string>): Promise<void> {
  const path = '/configuration/organization/recovery'
  await console.open(path)
  const fields = Object.entries({ ...console.form('Update').fields, ...changes }).filter(([, value]) => value !== '')
  await console.post(path, Object.fromEntries(fields))
  await proveIfAsked(console)
}

/** Creates a person in the console and lets them choose a password by the invitation. */
export async function welcome(
  latchkey: Latchkey,
  by: { console: Browser; smtp: TestSmtpServer; person: { username: string; email: string; password: string } },
): Promise<void> {
  const { console, smtp, person } = by
  await console.open('/users/new')
  await console.submit('Create and send invitation', { username: person.username, email: person.email })
  await latchkey.deps.background.idle()
  const visitor = latchkey.visitor()
  await visitor.open(linkIn(lastMailTo(smtp, person.email)))
  await visitor.submit('Set password', { new_password: person.password, confirm_password: person.password })
  await latchkey.deps.background.idle()
}

/** Signs a person in at the public door. */
export async function signIn(latchkey: Latchkey, person: { username: string; password: string }): Promise<Browser> {
  const visitor = latchkey.visitor()
  await visitor.open('/sign-in')
  return visitor.submit('Sign in', { identifier: person.username, password: person.password })
}

/** Asks for a reset mail and lets the workers finish. */
export async function forgot(latchkey: Latchkey, identifier: string): Promise<Browser> {
  const visitor = latchkey.visitor()
  await visitor.open('/forgot-password')
  await visitor.submit('Send Mail', { identifier })
  await latchkey.deps.background.idle()
  return visitor
}

/** The newest mail a relay caught for an address. */
export function lastMailTo(smtp: TestSmtpServer, address: string): CaughtMail {
  const mail = mailsTo(smtp, address).at(-1)
  if (!mail) throw new Error(`No mail to ${address}`)
  return mail
}

/** All mails a relay caught for an address, oldest first. */
export function mailsTo(smtp: TestSmtpServer, address: string): CaughtMail[] {
  return smtp.mails.filter((mail) => mail.envelope.to.includes(address))
}

/** The link a mail carries. */
export function linkIn(mail: CaughtMail): string {
  const link = /https?:\/\/\S+token=\S+/.exec(mail.parsed.text ?? '')?.[0]
  if (!link) throw new Error('The mail carries no link')
  return link
}

/** The link of the newest mail to a person who just asked for one. */
export async function mailedLink(latchkey: Latchkey, smtp: TestSmtpServer, person: { email: string }): Promise<string> {
  await forgot(latchkey, person.email)
  return linkIn(lastMailTo(smtp, person.email))
}

/** Opens a mailed link and chooses a password with it. */
export async function choosePassword(latchkey: Latchkey, link: string, password: string): Promise<Browser> {
  const visitor = latchkey.visitor()
  await visitor.open(link)
  return visitor.submit('Set password', { new_password: password, confirm_password: password })
}

/** Signs the first administrator in to the console. */
export async function signInToConsole(latchkey: Latchkey, person = { username: 'admin', password: adminPassword }) {
  const console = latchkey.console()
  await console.open('/sign-in')
  return console.submit('Sign in', { identifier: person.username, password: person.password })
}

/** Everything a test about people needs: an administrator, a relay, self-service reset on, and these people with passwords. */
export async function moveIn(
  latchkey: Latchkey,
  smtp: TestSmtpServer,
  people: { username: string; email: string; password: string }[] = [],
): Promise<Browser> {
  const console = await becomeAdministrator(latchkey)
  await configureSmtp(console, smtp.port)
  await switchReset(console, 'on')
  for (const person of people) await welcome(latchkey, { console, smtp, person })
  return console
}

/** Opens a person's page in the console. */
export async function openPerson(console: Browser, username: string): Promise<Browser> {
  await console.open(`/users?q=${encodeURIComponent(username)}`)
  const row = console.$('tbody tr').filter((_, element) => console.$(element).find('.table-sub').text() === username)
  return console.open(row.find('a').attr('href') ?? '/users/unknown')
}
