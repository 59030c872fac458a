import type { Page } from 'playwright-core'
import { translator } from '../../src/languages/translate.ts'
import { linkIn } from './mailbox.ts'
import { comeIn, type Newcomer } from './newcomers.ts'
import { fillIn, follow, press, reads, type Scene, shows, signIn } from './scene.ts'

const german = translator('de')

/** My Account, tab by tab, with JavaScript or without. */
export async function walkAccount(
  scene: Scene,
  { username, javaScriptEnabled }: { username: string; javaScriptEnabled: boolean },
): Promise<void> {
  const how = javaScriptEnabled ? 'With JavaScript' : 'Without JavaScript'
  const walked: Scene = { ...scene, step: (sentence, walk) => scene.step(`${how}: ${sentence}`, walk) }
  const person = await comeIn(scene, username, { javaScriptEnabled })
  const page = await scene.chromium.person({ javaScriptEnabled })
  await enter(scene, page, person)
  await profile(walked, page)
  await language(walked, page)
  await sessions(walked, { page, person, other: await scene.chromium.person({ javaScriptEnabled }) })
  await email(walked, { page, person })
  await password(walked, { page, person })
  await page.context().close()
}

async function enter({ product }: Scene, page: Page, person: Newcomer): Promise<void> {
  await page.goto(`${product.publicUrl}/my-account`)
  await signIn(page, person.username, person.password)
  await reads(page, 'My Account')
}

async function profile({ step }: Scene, page: Page): Promise<void> {
  await step('My Account: the profile is saved', async () => {
    await fillIn(page, { 'Given name': 'Noor', 'Family name': 'Álvarez' })
    await press(page, 'Save profile')
    await shows(page, 'Your profile is saved.')
  })
}

async function language({ step }: Scene, page: Page): Promise<void> {
  await step('My Account: the language of the pages is chosen, and chosen back', async () => {
    await follow(page, 'Language')
    await page.getByLabel('Language of pages and mails').selectOption('de')
    await press(page, 'Save language')
    await page.locator('html[lang=de]').waitFor()
    await page.getByLabel(german('account.language.label')).selectOption('en')
    await press(page, german('account.language.save'))
    await page.locator('html[lang=en]').waitFor()
    await shows(page, 'Your language is saved.')
  })
}

async function sessions(scene: Scene, at: { page: Page; other: Page; person: Newcomer }): Promise<void> {
  const { page, other, person } = at
  await scene.step('My Account: sessions elsewhere are ended', async () => {
    await enter(scene, other, person)
    await follow(page, 'Sessions')
    await page.getByLabel('All other sessions').check()
    await fillIn(page, { 'Current password': person.password })
    await press(page, 'End session')
    await shows(page, 'All other sessions are ended.')
    await other.reload()
    await reads(other, 'Sign in')
    await other.context().close()
  })
}

async function email({ mailbox, step }: Scene, { page, person }: { page: Page; person: Newcomer }): Promise<void> {
  await step('My Account: a new e-mail address is confirmed by its own mailbox, and the old one is told', async () => {
    const address = `new-${person.email}`
    await follow(page, 'E-mail address')
    await fillIn(page, { 'New e-mail address': address, 'Current password': person.password })
    await press(page, 'Change e-mail address')
    await shows(page, 'A mail is on its way to the new address.')
    await page.goto(linkIn(await mailbox.next(address, /^Confirm your new e-mail address/)))
    await reads(page, 'Confirm your new e-mail address')
    await press(page, 'Confirm address')
    await shows(page, 'The new e-mail address is confirmed.')
    await mailbox.next(person.email, /was changed$/)
  })
}

async function password(scene: Scene, { page, person }: { page: Page; person: Newcomer }): Promise<void> {
  const chosen = 'eleven geese over the chapel'
  await scene.step('My Account: the password is changed, and the new one signs in', async () => {
    await follow(page, 'Password')
    await fillIn(page, { 'Current password': person.password })
    await fillIn(page, { 'New password': chosen, 'New password again': chosen })
    await press(page, 'Change password')
    await shows(page, 'Your password is changed. All other browsers are signed out.')
    await press(page, 'Sign out')
    await shows(page, 'You are signed out.')
    await enter(scene, page, { ...person, password: chosen })
  })
}
