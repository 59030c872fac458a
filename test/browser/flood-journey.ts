import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { comeIn, type Newcomer } from './newcomers.ts'
import { fillIn, follow, press, reads, type Scene, shows, signIn } from './scene.ts'

/** Long enough for a ticket to be worth something unsolved. */
const waitMs = 20_500

/** Signing in from a network that many sign-ins fail from: with JavaScript nobody notices, without it people wait once. */
export async function walkFlood(scene: Scene, username: string): Promise<void> {
  const person = await comeIn(scene, username)
  await scene.step('A network that three names failed from is asked for a proof of work', async () => {
    await limitNames(scene.console, '3')
    const stranger = await scene.chromium.person()
    await stranger.goto(`${scene.product.publicUrl}/sign-in`)
    for (const name of ['mallory', 'trudy', 'oscar']) {
      await signIn(stranger, name, 'not the right one')
      await shows(stranger, 'The name or the password is not right.')
    }
    await stranger.context().close()
  })
  await scene.step('With JavaScript: whoever presses the button at once gets in when the calculation is done', () =>
    enter(scene, person, { javaScriptEnabled: true }),
  )
  await scene.step('Without JavaScript: whoever presses too early is told to wait, and gets in then', () =>
    enter(scene, person, { javaScriptEnabled: false }),
  )
  await limitNames(scene.console, '30')
}

async function enter(
  { chromium, product }: Scene,
  person: Newcomer,
  options: { javaScriptEnabled: boolean },
): Promise<void> {
  const page = await chromium.person(options)
  await page.goto(`${product.publicUrl}/sign-in`)
  await signIn(page, person.username, person.password)
  if (!options.javaScriptEnabled) {
    // Searches for text pass over what stands in noscript, whether or not it is shown.
    const advice = page.locator('noscript .notice')
    await advice.waitFor()
    assert.equal((await advice.innerText()).trim(), 'Wait 20 seconds, then press the button.')
    await page.waitForTimeout(waitMs)
    await fillIn(page, { Password: person.password })
    await press(page, 'Sign in')
  }
  await reads(page, 'My Account')
  await page.context().close()
}

async function limitNames(console: Page, names: string): Promise<void> {
  await follow(console, 'Organization Configuration')
  await follow(console, 'System Configuration')
  await fillIn(console, { 'After failed names from one network': names })
  await press(console, 'Update')
  await shows(console, 'System configuration saved.')
}
