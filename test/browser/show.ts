import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import type { Gallery } from '../gallery/serve.ts'
import type { Shot } from '../gallery/town.ts'
import { ask, type Question } from './in-page.ts'
import { type Tally, together } from './tally.ts'

/** A browser with the states of the gallery before it. */
export interface Showroom {
  browser: Browser
  gallery: Gallery
  shots: Shot[]
  /** The short form, for every change: fewer schemes and widths. */
  isQuick: boolean
}

/** As many as there are cores on the smallest machine that runs this. */
const pagesAtOnce = 2

/** Shows every state to `look`, which answers with one list per thing it looked at: what is wrong there. Nothing moves, so that no
 *  colour is caught half-way. */
export async function showAll(
  { browser, gallery, shots }: Showroom,
  options: BrowserContextOptions,
  look: (page: Page, shot: Shot) => Promise<string[][]>,
): Promise<Tally> {
  const queue = [...shots]
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const tallies = await Promise.all(
    Array.from({ length: pagesAtOnce }, async () => {
      const page = await context.newPage()
      const found: string[][] = []
      for (let shot = queue.shift(); shot; shot = queue.shift()) {
        await page.goto(gallery.addressOf(shot))
        const at = `${shot.name} (${shot.language})`
        for (const faults of await look(page, shot)) found.push(faults.map((fault) => `${at}: ${fault}`))
      }
      return { passed: found.filter((faults) => faults.length === 0).length, faults: found.flat() }
    }),
  )
  await context.close()
  return together(tallies)
}

/** Asks these questions of a page with faults on purpose; one that finds nothing there has failed. */
export async function proveThat({ browser }: Showroom, broken: string, questions: Question[]): Promise<Tally> {
  const page = await browser.newPage({ viewport: { width: 320, height: 800 } })
  await page.setContent(broken)
  const blind: string[] = []
  for (const question of questions) if ((await ask(page, question)).length === 0) blind.push(question)
  await page.close()
  return { passed: questions.length - blind.length, faults: blind.map((one) => `${one} found no fault on purpose`) }
}
