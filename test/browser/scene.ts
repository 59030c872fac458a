import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import type { Watched } from './chromium.ts'
import type { Mailbox } from './mailbox.ts'
import type { Product } from './product.ts'
import type { Step } from './steps.ts'

/** What every walk needs: the product, a browser, a mailbox, and the console of the administrator. */
export interface Scene {
  product: Product
  chromium: Watched
  mailbox: Mailbox
  console: Page
  step: Step
}

/** Fills in fields by their labels, as a person finds them. */
export async function fillIn(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, value] of Object.entries(fields)) await page.getByLabel(label, { exact: true }).fill(value)
}

/** Presses a button by its label. */
export function press(page: Page, label: string): Promise<void> {
  return page.getByRole('button', { name: label, exact: true }).click()
}

/** Follows a link by its text, the first where the page has several. */
export function follow(page: Page, text: string): Promise<void> {
  return page.getByRole('link', { name: text, exact: true }).first().click()
}

/** Waits until the page carries this heading, and finds it is the only first one. */
export async function reads(page: Page, heading: string): Promise<void> {
  await page.getByRole('heading', { level: 1, name: heading, exact: true }).waitFor()
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, 'A page has one first heading')
}

/** Waits until the page shows this text. */
export function shows(page: Page, text: string | RegExp): Promise<void> {
  return page.getByText(text).first().waitFor()
}

export interface NewUser {
  username: string
  email: string
  givenName: string
  familyName: string
}

/** Creates a user in the console, as both guides ask. */
export async function createUser(console: Page, user: NewUser): Promise<void> {
  await follow(console, 'Users')
  await follow(console, 'Add user')
  await reads(console, 'Add user')
  await fillIn(console, { Username: user.username, 'E-mail address': user.email })
  await fillIn(console, { 'Given name': user.givenName, 'Family name': user.familyName })
  await press(console, 'Create and send invitation')
  await shows(console, `${user.username} is created.`)
}

/** Chooses a password on the page a mailed link opens, and signs in with it. */
export async function choosePassword(page: Page, password: string): Promise<void> {
  await fillIn(page, { 'New password': password, 'New password again': password })
  await press(page, 'Set password')
  await reads(page, 'Sign in')
  await shows(page, 'Your password is set. Sign in with it now.')
}

/** Signs in on the page shown. */
export async function signIn(page: Page, identifier: string, password: string): Promise<void> {
  await fillIn(page, { 'E-mail address or username': identifier, Password: password })
  await press(page, 'Sign in')
}
