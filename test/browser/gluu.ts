import { linkIn, type Mail } from './mailbox.ts'
import { freePort } from './product.ts'
import { choosePassword, createUser, fillIn, follow, press, reads, type Scene, shows, signIn } from './scene.ts'

const admin = { username: 'admin', email: 'admin@example.org', password: 'brass lantern over the harbour' }
const tester = { username: 'testuser', email: 'testuser@example.org', givenName: 'Mara', familyName: 'Lindqvist' }
const firstPassword = 'seven quiet otters at dusk'
const newPassword = 'new words for an old door'

/** Walks Gluu's "Forgot Password", sentence by sentence. */
export async function walkGluu(scene: Scene): Promise<void> {
  await provideSmtpServer(scene)
  await enableReset(scene)
  await test(scene)
}

async function provideSmtpServer({ product, chromium, mailbox, console, step }: Scene): Promise<void> {
  const { picture } = chromium
  await step('First run: the link on the terminal opens the wizard, which makes the administrator', async () => {
    await console.goto(product.setupLink)
    await reads(console, 'Create the administrator')
    await picture(console, '01-setup')
    await fillIn(console, { 'Given name': 'Ada', 'Family name': 'Petersen', Username: admin.username })
    await fillIn(console, { 'E-mail address': admin.email, Password: admin.password, 'Password again': admin.password })
    await press(console, 'Create administrator')
    await reads(console, 'SMTP Server Configuration')
    await follow(console, 'Overview')
    await reads(console, 'Overview')
    await picture(console, '02-overview')
  })
  await step('Gluu: Log into the Gluu Server as a user with admin privileges', async () => {
    await press(console, 'Sign out')
    await reads(console, 'Sign in to the console')
    await signIn(console, admin.username, admin.password)
    await reads(console, 'Overview')
  })
  await step('Gluu: Navigate to Configuration > Organization Configuration', async () => {
    await shows(console, 'Configuration')
    await follow(console, 'Organization Configuration')
  })
  await step('Gluu: Select the SMTP Server Configuration tab', async () => {
    await follow(console, 'SMTP Server Configuration')
    await reads(console, 'SMTP Server Configuration')
    await picture(console, '03-smtp-empty')
  })
  await step('Gluu: Fill the form with correct values according to your SMTP Server settings', async () => {
    await fillIn(console, { 'SMTP Host': 'localhost', 'SMTP Port': String(await freePort()) })
    await console.getByLabel('Connect Protection').selectOption('None')
    await console.getByLabel('Authentication', { exact: true }).and(console.locator('select')).selectOption('none')
    await fillIn(console, { 'From Name': 'Latchkey', 'From Email Address': 'no-reply@example.org' })
  })
  await step('Beyond Gluu: a wrong port says "SMTP Test Failed", why, and what to do', async () => {
    await press(console, 'Test Configuration')
    await shows(console, 'SMTP Test Failed')
    await shows(console, 'Reason')
    await shows(console, 'What to do')
    await picture(console, '04-smtp-test-failed')
  })
  await step('Gluu: Click the Test Configuration button to ensure the SMTP server is working', async () => {
    await fillIn(console, { 'SMTP Port': String(mailbox.port) })
    await press(console, 'Test Configuration')
    await shows(console, 'SMTP Test succeeded!')
    await mailbox.next(admin.email, /^SMTP Server Configuration Verification$/)
    await picture(console, '05-smtp-test-succeeded')
  })
  await step('Gluu: Click the Update button to save changes', async () => {
    await press(console, 'Update')
    await shows(console, 'SMTP settings saved. These exact values were tested.')
  })
}

async function enableReset({ chromium, console, step }: Scene): Promise<void> {
  await step('Gluu: Navigate to Configuration > Organization Configuration', () =>
    follow(console, 'Organization Configuration'),
  )
  await step('Gluu: Select the System Configuration tab', async () => {
    await follow(console, 'System Configuration')
    await reads(console, 'System Configuration')
  })
  await step('Gluu: Enable Self-Service Password Reset', () =>
    console.getByLabel('Self-Service Password Reset', { exact: true }).check(),
  )
  await step('Gluu: Click the Update button to save changes', async () => {
    await press(console, 'Update')
    await shows(console, 'Latchkey is set up: people can reset their passwords.')
    await follow(console, 'Organization Configuration')
    await follow(console, 'System Configuration')
    await shows(console, 'On. The sign-in page shows the link.')
    await chromium.picture(console, '06-system')
  })
}

async function test({ product, chromium, mailbox, console, step }: Scene): Promise<void> {
  const { picture } = chromium
  const person = await chromium.person()
  let mail: Mail
  await step('Gluu: Create a test user in the Gluu Server', async () => {
    await createUser(console, tester)
    await follow(console, 'Users')
    await shows(console, tester.email)
    await picture(console, '07-users')
    await person.goto(linkIn(await mailbox.next(tester.email, /^Choose your password at /)))
    await reads(person, 'Choose your password')
    await choosePassword(person, firstPassword)
  })
  await step('Gluu: Go to the Gluu Server login page', async () => {
    await person.goto(product.publicUrl)
    await reads(person, 'Sign in')
    await picture(person, '08-sign-in')
  })
  await step('Gluu: Click the Forgot your Password? link', async () => {
    await follow(person, 'Forgot your Password?')
    await reads(person, 'Forgot your password?')
  })
  await step('Gluu: Fill the form with the user email and click the Send Mail button', async () => {
    await fillIn(person, { 'E-mail address or username': tester.email })
    await picture(person, '09-forgot')
    await press(person, 'Send Mail')
  })
  await step("Gluu: You'll get the following result", async () => {
    await reads(person, 'Check your mailbox')
    await picture(person, '10-sent')
  })
  await step("Gluu: Check the user's mailbox", async () => {
    mail = await mailbox.next(tester.email, /^Password reset was requested at /)
    const reader = await chromium.person()
    await reader.setContent(mail.html)
    await picture(reader, '11-mail')
    await reader.context().close()
  })
  await step('Gluu: the link in the mail sets a new password, which opens My Account', async () => {
    await person.goto(linkIn(mail))
    await reads(person, 'Choose a new password')
    await fillIn(person, { 'New password': newPassword, 'New password again': newPassword })
    await picture(person, '12-reset')
    await choosePassword(person, newPassword)
    await mailbox.next(tester.email, /^Your password at .* was changed$/)
    await signIn(person, tester.username, newPassword)
    await reads(person, 'My Account')
    await picture(person, '13-my-account')
  })
}
