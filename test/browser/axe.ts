import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import { inaccessible, mustBeFound } from './broken-pages.ts'
import type { Check } from './show.ts'

type Scheme = 'light' | 'dark'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const schemes = ['light', 'dark'] as const
const wide = { width: 1280, height: 800 }

/** A letter stands alone in a mail program, which has the landmarks and the first heading of its own. */
const notOfLetters = ['region', 'landmark-one-main', 'page-has-heading-one']

/** Examines pages with axe-core in light and in dark; quickly, the dark for contrast alone and in English, since a language changes no
 *  colour. */
export const axePages: Check = {
  async prove({ browser }) {
    const page = await browser.newPage()
    const missed: string[] = []
    for (const scheme of schemes) {
      await page.setContent(inaccessible)
      const found = await violations(page, scheme)
      const wanted = mustBeFound[scheme].filter((rule) => !found.some((fault) => fault.includes(` ${rule} `)))
      missed.push(...wanted.map((rule) => `a page with a fault on purpose: ${rule} was not found in ${scheme}`))
    }
    await page.close()
    return { passed: missed.length === 0 ? 1 : 0, faults: missed }
  },

  async look(page, { language }, { isQuick }) {
    await page.setViewportSize(wide)
    const found = [await violations(page, 'light')]
    if (!isQuick) found.push(await violations(page, 'dark'))
    else if (language === 'en') found.push(await violations(page, 'dark', { only: ['color-contrast'] }))
    return found
  },
}

/** Examines the letters in the previews of a page, each alone. */
export const axeLetters: Check = {
  prove: axePages.prove,

  async look(page, shot, { gallery, isQuick }) {
    const found: string[][] = []
    for (const path of Object.keys(shot.frames)) {
      await page.goto(gallery.addressOfFrame(path))
      for (const scheme of isQuick ? schemes.slice(0, 1) : schemes)
        found.push(await violations(page, scheme, { without: notOfLetters }))
    }
    return found
  },
}

/** What axe finds in a page as it is now, one line per element at fault. */
export async function violations(
  page: Page,
  scheme: Scheme,
  rules: { only?: string[]; without?: string[] } = {},
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
