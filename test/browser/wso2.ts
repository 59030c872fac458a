import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { linkIn, type Mail } from './mailbox.ts'
import { choosePassword, createUser, fillIn, follow, press, reads, type Scene, shows, signIn } from './scene.ts'

const user = { username: 'kim', email: 'kim@example.org', givenName: 'Kim', familyName: 'Okafor' }
const firstPassword = 'a kettle sings in winter'

/** Walks WSO2's "Recover Password via Email", sentence by sentence; then once more in a browser without JavaScript. */
export async function walkWso2(scene: Scene): Promise<void> {
  await enableRecovery(scene)
  await tryItOut(scene, { page: await scene.chromium.person(), guide: 'WSO2', password: 'thirteen pears upon a sill' })
  const plain = await scene.chromium.person({ javaScriptEnabled: false })
  await tryItOut(scene, { page: plain, guide: 'Without JavaScript', password: 'the ferry leaves at low tide' })
}

async function enableRecovery({ product, chromium, mailbox, console, step }: Scene): Promise<void> {
  await step('Before WSO2: switched off, nothing of it is left on the sign-in page', async () => {
    await console.goto(`${product.adminUrl}/configuration/organization/system`)
    await console.getByLabel('Self-Service Password Reset', { exact: true }).uncheck()
    await press(console, 'Update')
    await shows(console, 'Off. The sign-in page shows no link.')
    const person = await chromium.person()
    await person.goto(product.publicUrl)
    await reads(person, 'Sign in')
    assert.equal(await person.getByText('Forgot your Password?').count(), 0)
    await person.context().close()
  })
  await step('WSO2: Sign in to the Management Console as an administrator', async () => {
    await console.goto(product.adminUrl)
    await reads(console, 'Overview')
  })
  await step('WSO2: Go to Resident and expand Account Management (here: System Configuration)', async () => {
    await follow(console, 'Organization Configuration')
    await follow(console, 'System Configuration')
  })
  await step('WSO2: Expand Account Recovery and select Notification based password recovery', async () => {
    const option = console.getByRole('checkbox', { description: /Notification based password recovery/ })
    await option.check()
  })
  await step('WSO2: Click Update to save the changes', async () => {
    await press(console, 'Update')
    await shows(console, 'On. The sign-in page shows the link.')
  })
  await step('WSO2: the newly created user has an e-mail address', async () => {
    await createUser(console, user)
    const person = await chromium.person()
    await person.goto(linkIn(await mailbox.next(user.email, /^Choose your password at /)))
    await choosePassword(person, firstPassword)
    await person.context().close()
  })
}

async function tryItOut(
  { product, mailbox, step }: Scene,
  at: { page: Page; guide: string; password: string },
): Promise<void> {
  const { page, guide, password } = at
  let mail: Mail
  await step(`${guide}: Access the My Account application and click Password`, async () => {
    await page.goto(`${product.publicUrl}/myaccount`)
    await reads(page, 'Sign in')
    await follow(page, 'Forgot your Password?')
  })
  await step(`${guide}: Enter the username of the newly created user`, () =>
    fillIn(page, { 'E-mail address or username': user.username }),
  )
  await step(`${guide}: Click Submit to initiate password recovery`, async () => {
    await press(page, 'Send Mail')
    await reads(page, 'Check your mailbox')
  })
  await step(`${guide}: Log in to the email account you provided in the user profile`, async () => {
    mail = await mailbox.next(user.email, /^Password reset was requested at /)
  })
  await step(`${guide}: Follow the link provided in the email to reset the password`, async () => {
    await page.goto(linkIn(mail))
    await reads(page, 'Choose a new password')
    await choosePassword(page, password)
  })
  await step(`${guide}: You can now log in to the My Account application using the new password`, async () => {
    await signIn(page, user.username, password)
    await reads(page, 'My Account')
  })
}
