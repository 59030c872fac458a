import { misshapen } from './broken-pages.ts'
import { ask, spaceOut } from './in-page.ts'
import { proveThat, type Showroom, showAll } from './show.ts'
import { type Tally, together } from './tally.ts'

/** 1280 px at 400 %. Source: WCAG 2.2, 1.4.10. */
const narrow = { width: 320, height: 800 }
const wide = { width: 1280, height: 800 }

/** Looks at every state on a narrow and on a wide window: nothing scrolls sideways, no text is cut off, controls are large enough
 *  for a finger, and all of that still holds when a reader spaces the text. */
export async function reflow(showroom: Showroom): Promise<Tally> {
  const states = await showAll(showroom, { viewport: narrow }, async (page) => {
    await page.setViewportSize(narrow)
    const plain = [
      at('320 px', await ask(page, 'tooWide')),
      at('320 px', await ask(page, 'cutOff')),
      at('320 px', await ask(page, 'tooSmall')),
    ]
    await spaceOut(page)
    const spaced = [at('320 px, spaced', await ask(page, 'tooWide')), at('320 px, spaced', await ask(page, 'cutOff'))]
    await page.setViewportSize(wide)
    const opened = [
      at('1280 px, spaced', await ask(page, 'tooWide')),
      at('1280 px, spaced', await ask(page, 'cutOff')),
      at('1280 px, spaced', await ask(page, 'tooSmall')),
    ]
    return [...plain, ...spaced, ...opened]
  })
  return together([await proveThat(showroom, misshapen, ['tooWide', 'cutOff', 'tooSmall']), states])
}

function at(where: string, faults: string[]): string[] {
  return faults.map((fault) => `${where}: ${fault}`)
}
