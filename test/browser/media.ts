import { misshapen } from './broken-pages.ts'
import { ask } from './in-page.ts'
import { type Check, proveThat } from './show.ts'

/** How pages look to people who asked their system for something else: no motion, colours of their own, paper. Quickly, in English
 *  alone: a language changes none of it. */
export const otherMedia: Check = {
  prove: (showroom) => proveThat(showroom, misshapen, ['edgeless', 'wastedOnPaper', 'moving']),

  async look(page, shot, { isQuick }) {
    if (isQuick && shot.language !== 'en') return []
    await page.emulateMedia({ forcedColors: 'active' })
    const forced = await ask(page, 'edgeless')
    await page.emulateMedia({ forcedColors: 'none', media: 'print', colorScheme: 'dark' })
    const paper = await ask(page, 'wastedOnPaper')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    return [forced, paper, await ask(page, 'moving')]
  },
}
