import type { Browser, Page } from 'playwright-core'
import type { Gallery } from '../gallery/serve.ts'
import type { Shot } from '../gallery/town.ts'
import { ask, type Question } from './in-page.ts'
import { type Tally, together } from './tally.ts'

/** A browser with the states of the gallery before it. */
export interface Showroom {
  browser: Browser
  gallery: Gallery
  shots: Shot[]
  /** The short form, for every change: fewer languages and schemes. */
  isQuick: boolean
}

/** Something to look for in every state. */
export interface Check {
  /** Shows the check faults on purpose, which it has to find. */
  prove(showroom: Showroom): Promise<Tally>
  /** Looks at a state and gives one list per thing it looked at: what is wrong there. May leave window, media and page as it likes. */
  look(page: Page, shot: Shot, showroom: Showroom): Promise<string[][]>
}

/** As many as there are cores on the smallest machine that runs this. */
const pagesAtOnce = 2

/** Shows every state to every check. Nothing moves, so that no colour is caught half-way. */
export async function showAll(showroom: Showroom, checks: Record<string, Check>): Promise<Map<string, Tally>> {
  const { browser, gallery, shots } = showroom
  const queue = [...shots]
  const found = new Map(Object.keys(checks).map((name) => [name, [] as Tally[]]))
  for (const [name, check] of Object.entries(checks)) found.get(name)?.push(await check.prove(showroom))
  const context = await browser.newContext({ reducedMotion: 'reduce' })
  await Promise.all(Array.from({ length: pagesAtOnce }, work))
  await context.close()
  return new Map([...found].map(([name, tallies]) => [name, together(tallies)]))

  async function work(): Promise<void> {
    const page = await context.newPage()
    for (let shot = queue.shift(); shot; shot = queue.shift()) {
      await page.goto(gallery.addressOf(shot))
      for (const [name, { look }] of Object.entries(checks))
        found.get(name)?.push(tallyOf(shot, await look(page, shot, showroom)))
    }
  }
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

function tallyOf({ name, language }: Shot, looked: string[][]): Tally {
  const faults = looked.flat().map((fault) => `${name} (${language}): ${fault}`)
  return { passed: looked.filter((one) => one.length === 0).length, faults }
}
