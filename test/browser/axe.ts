import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { Shot } from '../gallery/town.ts'
import { inaccessible, mustBeFound } from './broken-pages.ts'
import { type Showroom, showAll } from './show.ts'
import { type Tally, together } from './tally.ts'

type Scheme = 'light' | 'dark'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** A letter stands alone in a mail program, which has the landmarks and the first heading of its own. */
const notOfLetters = ['region', 'landmark-one-main', 'page-has-heading-one']

/** Examines every state with axe-core, letters in their previews included: in light and in dark, or, quickly, the dark for contrast
 *  alone and in English, since a language changes no colour. Proves first that it finds what is wrong. */
export async function examine(showroom: Showroom): Promise<Tally> {
  const { isQuick } = showroom
  const pages = await showAll(showroom, {}, async (page, shot) => {
    const found = [await violations(page, 'light', {})]
    if (!isQuick) found.push(await violations(page, 'dark', {}))
    else if (shot.language === 'en') found.push(await violations(page, 'dark', { only: ['color-contrast'] }))
    return [...found, ...(await letters(page, shot, showroom))]
  })
  return together([await proof(showroom), pages])
}

/** The faults of a page that has one of each kind, less those that were found. */
async function proof({ browser }: Showroom): Promise<Tally> {
  const page = await browser.newPage()
  const missed: string[] = []
  for (const scheme of ['light', 'dark'] as const) {
    await page.setContent(inaccessible)
    const found = await violations(page, scheme, {})
    const wanted = mustBeFound[scheme].filter((rule) => !found.some((fault) => fault.includes(` ${rule} `)))
    missed.push(...wanted.map((rule) => `a page with a fault on purpose: ${rule} was not found in ${scheme}`))
  }
  await page.close()
  return { passed: missed.length === 0 ? 1 : 0, faults: missed }
}

async function letters(page: Page, shot: Shot, { gallery, isQuick }: Showroom): Promise<string[][]> {
  const found: string[][] = []
  for (const path of Object.keys(shot.frames)) {
    await page.goto(gallery.addressOfFrame(path))
    for (const scheme of isQuick ? (['light'] as const) : (['light', 'dark'] as const))
      found.push(await violations(page, scheme, { without: notOfLetters }))
  }
  return found
}

async function violations(
  page: Page,
  scheme: Scheme,
  rules: { only?: string[]; without?: string[] },
): Promise<string[]> {
  await page.emulateMedia({ colorScheme: scheme })
  const { only, without = [] } = rules
  const options = {
    runOnly: only ? { type: 'rule', values: only } : { type: 'tag', values: tags },
    rules: Object.fromEntries([
      ...(only ? [] : [['target-size', { enabled: true }]]),
      ...without.map((rule) => [rule, { enabled: false }]),
    ]),
    resultTypes: ['violations'],
    // what stands in a frame is examined on its own
    iframes: false,
  }
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations)`,
  )
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${scheme} ${id} at ${target.join(' ')} (${inOneLine(failureSummary)})`),
  )
}

interface Violation {
  id: string
  nodes: { target: string[]; failureSummary: string }[]
}

function inOneLine(summary: string): string {
  return summary.replace(/\s+/g, ' ').slice(0, 240)
}
