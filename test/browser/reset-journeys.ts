import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { violations } from './axe.ts'
import { codeIn, linkIn, type Mail, notMeLinkIn } from './mailbox.ts'
import { comeIn, type Newcomer } from './newcomers.ts'
import { choosePassword, fillIn, follow, press, reads, type Scene, shows, signIn } from './scene.ts'

const subject = /^Password reset was requested at /

/** Everything somebody can do who forgot the password, with JavaScript or without. `who` makes up names. */
export async function walkResets(scene: Scene, at: { javaScriptEnabled: boolean; names: string[] }): Promise<void> {
  const { javaScriptEnabled, names } = at
  const how = javaScriptEnabled ? 'With JavaScript' : 'Without JavaScript'
  const [mira = '', odile = ''] = names
  const walked: Scene = { ...scene, step: (sentence, walk) => scene.step(`${how}: ${sentence}`, walk) }
  const open = () => scene.chromium.person({ javaScriptEnabled })
  const first = await invited(walked, { username: mira, javaScriptEnabled })
  const second = await reset(walked, { page: await open(), person: first, javaScriptEnabled })
  const third = await byCode(walked, { page: await open(), elsewhere: await open(), person: second })
  await notMe(walked, { page: await open(), elsewhere: await open(), person: third })
  await resent(walked, { page: await open(), username: odile, javaScriptEnabled })
}

async function invited(scene: Scene, at: { username: string; javaScriptEnabled: boolean }): Promise<Newcomer> {
  let person: Newcomer | undefined
  await scene.step('an invitation is accepted and its password signs in', async () => {
    person = await comeIn(scene, at.username, at)
  })
  assert.ok(person)
  return person
}

async function reset(
  { product, mailbox, step }: Scene,
  { page, person, javaScriptEnabled }: { page: Page; person: Newcomer; javaScriptEnabled: boolean },
): Promise<Newcomer> {
  const password = 'a lighthouse keeps its own hours'
  await step('forgot → mail → link → new password → signed in, and back where one was going', async () => {
    await page.goto(`${product.publicUrl}/my-account/activity`)
    await reads(page, 'Sign in')
    await follow(page, 'Forgot your Password?')
    await ask(page, person.username)
    await page.goto(linkIn(await mailbox.next(person.email, subject)))
    await reads(page, 'Choose a new password')
    if (javaScriptEnabled) await beHelped(page, password)
    await choosePassword(page, password)
    await signIn(page, person.username, password)
    await reads(page, 'My Account')
    await page.getByRole('heading', { level: 2, name: 'Recent activity' }).waitFor()
    await page.context().close()
  })
  return { ...person, password }
}

/** A script says how strong the password is while it is typed, and shows it to whoever wants to see it. */
async function beHelped(page: Page, password: string): Promise<void> {
  const field = page.getByLabel('New password', { exact: true })
  await field.fill('kitten')
  await page.getByText('Strength: weak').and(page.locator(':visible')).waitFor()
  // a colour on its way from one scheme to the other would be measured half-way
  await page.emulateMedia({ reducedMotion: 'reduce' })
  for (const scheme of ['dark', 'light'] as const) assert.deepEqual(await violations(page, scheme), [])
  await field.fill(password)
  await page.getByText('Strength: strong').and(page.locator(':visible')).waitFor()
  await press(page, 'Show New password')
  assert.equal(await field.getAttribute('type'), 'text')
  await press(page, 'Hide New password')
  assert.equal(await field.getAttribute('type'), 'password')
}

async function byCode(
  { product, mailbox, step }: Scene,
  at: { page: Page; elsewhere: Page; person: Newcomer },
): Promise<Newcomer> {
  const { page, elsewhere, person } = at
  const password = 'the tortoise wrote a sonnet'
  let mail: Mail
  await step('the code of a mail that was read on another device opens the same page', async () => {
    await page.goto(`${product.publicUrl}/forgot-password`)
    await ask(page, person.email)
    mail = await mailbox.next(person.email, subject)
    await follow(page, 'Enter the code')
    await fillIn(page, { Code: '00' })
    await press(page, 'Go on')
    await shows(page, 'Enter all eight digits of the code')
    await fillIn(page, { Code: codeIn(mail) })
    await press(page, 'Go on')
    await reads(page, 'Choose a new password')
    await choosePassword(page, password)
  })
  await step('the link of that mail is used up then, and says so', async () => {
    await elsewhere.goto(linkIn(mail))
    await reads(elsewhere, 'This link was used already')
    await elsewhere.context().close()
    await page.context().close()
  })
  return { ...person, password }
}

async function notMe(
  { product, mailbox, step }: Scene,
  { page, elsewhere, person }: { page: Page; elsewhere: Page; person: Newcomer },
): Promise<void> {
  await step('“This was not me” stops the request; the password stays as it is', async () => {
    await page.goto(`${product.publicUrl}/forgot-password`)
    await ask(page, person.username)
    const mail = await mailbox.next(person.email, subject)
    await elsewhere.goto(notMeLinkIn(mail))
    await reads(elsewhere, 'Did you not ask for this mail?')
    await press(elsewhere, 'This was not me')
    await reads(elsewhere, 'The request is stopped')
    await page.goto(linkIn(mail))
    await reads(page, 'This link no longer works')
    await follow(page, 'Back to sign in')
    await signIn(page, person.username, person.password)
    await reads(page, 'My Account')
    await elsewhere.context().close()
    await page.context().close()
  })
}

async function resent(
  scene: Scene,
  { page, username, javaScriptEnabled }: { page: Page; username: string; javaScriptEnabled: boolean },
): Promise<void> {
  const { product, mailbox, step } = scene
  const person = await comeIn(scene, username, { javaScriptEnabled })
  await step('a mail that is sent again replaces the first', async () => {
    await page.goto(`${product.publicUrl}/forgot-password`)
    await ask(page, person.email)
    const first = await mailbox.next(person.email, subject)
    await press(page, 'Send it again')
    await reads(page, 'Check your mailbox')
    const second = await mailbox.next(person.email, subject)
    await page.goto(linkIn(first))
    await reads(page, 'A newer mail took the place of this one')
    await page.goto(linkIn(second))
    await reads(page, 'Choose a new password')
    await choosePassword(page, 'quiet rivers carry heavy stones')
    await page.context().close()
  })
}

async function ask(page: Page, identifier: string): Promise<void> {
  await reads(page, 'Forgot your password?')
  await fillIn(page, { 'E-mail address or username': identifier })
  await press(page, 'Send Mail')
  await reads(page, 'Check your mailbox')
}
