import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const source = readFileSync(join(import.meta.dirname, 'in-page.js'), 'utf8')

/** Where the focus is, and what is wrong with how it shows. */
export interface Focus {
  /** Its place among the stops of the page; undefined where Tab should not lead. */
  stop: number | undefined
  id: string
  name: string
  words: string
  top: number
  bottom: number
  faults: string[]
}

export type Question = 'tooWide' | 'cutOff' | 'tooSmall' | 'moving' | 'edgeless' | 'wastedOnPaper' | 'stops'

/** Asks a page one of the questions of `in-page.js`; works without its JavaScript as well. */
export function ask(page: Page, question: Question): Promise<string[]> {
  return page.evaluate(`(() => { ${source}\nreturn questions.${question}() })()`)
}

/** The element with the focus; undefined where it is on the page itself. */
export function focusOf(page: Page): Promise<Focus | undefined> {
  return page.evaluate(`(() => { ${source}\nreturn questions.focused() })()`)
}

/** Spaces the text of a page as a reader may. */
export async function spaceOut(page: Page): Promise<void> {
  await page.evaluate(`(() => { ${source}\nquestions.spaceOut() })()`)
}
