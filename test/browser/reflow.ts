import { misshapen } from './broken-pages.ts'
import { ask, spaceOut } from './in-page.ts'
import { type Check, proveThat } from './show.ts'

/** 1280 px at 400 %. Source: WCAG 2.2, 1.4.10. */
const narrow = { width: 320, height: 800 }
const wide = { width: 1280, height: 800 }

/** On a narrow and on a wide window nothing scrolls sideways, no text is cut off, controls are large enough for a finger, and all of
 *  that still holds when a reader spaces the text. */
export const reflow: Check = {
  prove: (showroom) => proveThat(showroom, misshapen, ['tooWide', 'cutOff', 'tooSmall']),

  async look(page) {
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
  },
}

function at(where: string, faults: string[]): string[] {
  return faults.map((fault) => `${where}: ${fault}`)
}
