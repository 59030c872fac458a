import { misshapen } from './broken-pages.ts'
import { ask } from './in-page.ts'
import { proveThat, type Showroom, showAll } from './show.ts'
import { type Tally, together } from './tally.ts'

/** Looks at every state as people see it who asked their system for something else: no motion, colours of their own, paper. */
export async function otherMedia(showroom: Showroom): Promise<Tally> {
  const states = await showAll(showroom, {}, async (page) => {
    await page.emulateMedia({ forcedColors: 'active' })
    const forced = await ask(page, 'edgeless')
    await page.emulateMedia({ forcedColors: 'none', media: 'print', colorScheme: 'dark' })
    const paper = await ask(page, 'wastedOnPaper')
    await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
    return [forced, paper, await ask(page, 'moving')]
  })
  return together([await proveThat(showroom, misshapen, ['edgeless', 'wastedOnPaper', 'moving']), states])
}
