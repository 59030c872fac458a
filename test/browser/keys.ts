import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { ask, type Focus, focusOf } from './in-page.ts'

const mostStops = 80

/** Goes through a page with Tab alone. Throws where a control is left out, visited out of order, above the one before it, without a
 *  ring that shows, hidden, or does not let go again. Source: WCAG 2.2, 2.1.1, 2.1.2, 2.4.3, 2.4.7 and 2.4.11. */
export async function tabThrough(page: Page): Promise<void> {
  const stops = await ask(page, 'stops')
  let before: Focus | undefined
  for (const [at, name] of stops.entries()) {
    await page.keyboard.press('Tab')
    const focus = await focusOf(page)
    const where = `${new URL(page.url()).pathname}, stop ${at + 1} of ${stops.length}`
    assert.equal(focus?.stop, at, `${where}: Tab led to ${focus?.name ?? 'nothing'}, not to ${name}`)
    assert.deepEqual(focus?.faults, [], `${where}: ${name} ${focus?.faults.join(', ')}`)
    const isAbove = before && at > 1 && (focus?.bottom ?? 0) <= before.top
    assert.ok(!isAbove, `${where}: ${name} lies above ${before?.name}`)
    before = focus
  }
  await page.keyboard.press('Tab')
  const after = await focusOf(page)
  assert.ok(after === undefined || after.stop === 0, `The focus is trapped: Tab led to ${after?.name}`)
}

/** Goes on with Tab until the control with these words has the focus. */
export async function reach(page: Page, words: string): Promise<void> {
  for (let presses = 0; presses < mostStops; presses++) {
    if ((await focusOf(page))?.words === words) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never leads to “${words}” on ${page.url()}`)
}

/** Reaches fields one after the other and types into each. */
export async function type(page: Page, fields: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(fields)) {
    await reach(page, label)
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.type(text)
  }
}

/** Reaches a link or a button and uses it. */
export async function use(page: Page, words: string): Promise<void> {
  await reach(page, words)
  await page.keyboard.press('Enter')
}
