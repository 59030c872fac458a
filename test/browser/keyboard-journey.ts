import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { untabbable } from './broken-pages.ts'
import { focusOf } from './in-page.ts'
import { reach, tabThrough, type, use } from './keys.ts'
import { linkIn } from './mailbox.ts'
import { comeIn, type Newcomer } from './newcomers.ts'
import { reads, type Scene, shows } from './scene.ts'

const identifier = 'E-mail address or username'
const chosen = 'snow falls on the northern pier'

/** The whole journey without a mouse: sign-in page, forgotten password, mailed link, My Account; with JavaScript or without. */
export async function walkByKeyboard(
  scene: Scene,
  at: { username: string; javaScriptEnabled: boolean },
): Promise<void> {
  const { username, javaScriptEnabled } = at
  const how = javaScriptEnabled ? 'By keyboard' : 'By keyboard, without JavaScript'
  const walked: Scene = { ...scene, step: (sentence, walk) => scene.step(`${how}: ${sentence}`, walk) }
  const person = await comeIn(scene, username, at)
  const page = await scene.chromium.person({ javaScriptEnabled })
  if (javaScriptEnabled) await prove(walked, page)
  await skip(walked, page)
  await forgot(walked, { page, person, javaScriptEnabled })
  await choose(walked, { page, person, javaScriptEnabled })
  await account(walked, { page, person })
  await page.context().close()
}

async function prove({ step }: Scene, page: Page): Promise<void> {
  await step('pages with faults on purpose are found out', async () => {
    for (const [fault, html] of Object.entries(untabbable)) {
      await page.setContent(`<main>${html}</main>`)
      const isFoundOut = await tabThrough(page).then(
        () => false,
        () => true,
      )
      assert.ok(isFoundOut, fault)
    }
  })
}

async function skip({ product, step }: Scene, page: Page): Promise<void> {
  await step('Tab leads through the sign-in page', async () => {
    await page.goto(`${product.publicUrl}/sign-in`)
    await tabThrough(page)
  })
  await step('the first stop skips to the main part', async () => {
    await page.goto(`${product.publicUrl}/sign-in`)
    await use(page, 'Skip to main content')
    assert.equal(new URL(page.url()).hash, '#main')
    await page.keyboard.press('Tab')
    assert.equal((await focusOf(page))?.words, identifier)
  })
}

interface Walker {
  page: Page
  person: Newcomer
  javaScriptEnabled: boolean
}

async function forgot({ step }: Scene, { page, person, javaScriptEnabled }: Walker): Promise<void> {
  await step('“Forgot your Password?”; an empty name brings a summary that leads to the field', async () => {
    await use(page, 'Forgot your Password?')
    await reads(page, 'Forgot your password?')
    await tabThrough(page)
    await type(page, { [identifier]: ' ' })
    await page.keyboard.press('Enter')
    await mend(page, javaScriptEnabled, { fault: 'Enter your e-mail address or username', field: 'identifier' })
  })
  await step('the name is sent with Enter', async () => {
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(person.username)
    await page.keyboard.press('Enter')
    await reads(page, 'Check your mailbox')
    await tabThrough(page)
  })
}

async function choose({ mailbox, step }: Scene, { page, person, javaScriptEnabled }: Walker): Promise<void> {
  await step('the mailed link: two passwords that differ bring a summary that leads to the field', async () => {
    await page.goto(linkIn(await mailbox.next(person.email, /^Password reset was requested at /)))
    await reads(page, 'Choose a new password')
    await tabThrough(page)
    await type(page, { 'New password': chosen, 'New password again': 'something else' })
    await page.keyboard.press('Enter')
    await mend(page, javaScriptEnabled, { fault: 'The two passwords are not the same', field: 'confirm_password' })
  })
  await step('the password is set', async () => {
    await page.reload()
    await type(page, { 'New password': chosen, 'New password again': chosen })
    await page.keyboard.press('Enter')
    await reads(page, 'Sign in')
    await shows(page, 'Your password is set. Sign in with it now.')
  })
}

async function account({ step }: Scene, { page, person }: { page: Page; person: Newcomer }): Promise<void> {
  await step('signing in', async () => {
    await type(page, { [identifier]: person.username, Password: chosen })
    await page.keyboard.press('Enter')
    await reads(page, 'My Account')
  })
  for (const tab of ['Profile', 'Password', 'E-mail address', 'Sessions', 'Recent activity', 'Language']) {
    await step(`My Account, ${tab}`, async () => {
      await use(page, tab)
      await page.getByRole('heading', { level: 2, name: tab, exact: true }).waitFor()
      await tabThrough(page)
    })
  }
  await step('signing out', async () => {
    await use(page, 'Sign out')
    await shows(page, 'You are signed out.')
  })
}

/** The summary has the focus where a script could give it; its link leads to the field. */
async function mend(page: Page, javaScriptEnabled: boolean, at: { fault: string; field: string }): Promise<void> {
  await shows(page, 'There is a problem')
  assert.match(await page.title(), /^Error: /)
  if (javaScriptEnabled) assert.equal((await focusOf(page))?.id, 'error-summary')
  await reach(page, at.fault)
  await page.keyboard.press('Enter')
  assert.equal((await focusOf(page))?.id, at.field, 'The link of the summary leads to the field')
}
