import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { languages } from '../../src/languages/names.ts'
import { serveGallery } from '../gallery/serve.ts'
import { everyState, publicStates } from '../gallery/states.ts'
import type { Shot } from '../gallery/town.ts'
import { axeLetters, axePages } from './axe.ts'
import { executablePath, quiet } from './chromium.ts'
import { otherMedia } from './media.ts'
import { reflow } from './reflow.ts'
import { showAll } from './show.ts'
import { report, together } from './tally.ts'

/** Looks at every state of every page in Chromium: `node --import tsx test/browser/pages.ts [--quick] [--only axe] [--state sign-in]`.
 *  Public pages in every language (quickly: English, Arabic, Japanese), the console in its own. Ends with 1 where something is wrong. */
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    state: { type: 'string', default: '' },
  },
})
const known = Object.entries({ axe: axePages, reflow, media: otherMedia, 'axe-letters': axeLetters })
const checks = Object.fromEntries(known.filter(([name]) => name.startsWith(values.only)))

const shots = (await collect()).filter(({ name }) => name.startsWith(values.state))
const gallery = await serveGallery(shots)
const browser = await chromium.launch({ executablePath, args: quiet })
const tallies = await showAll({ browser, gallery, shots, isQuick: values.quick }, checks)
await browser.close()
await gallery.close()
for (const [name, tally] of tallies) report(name, tally)
const { passed, faults } = together([...tallies.values()])
process.stdout.write(`pages: ${shots.length} states, ${passed} passed, ${faults.length} failed\n`)
process.exitCode = faults.length === 0 && shots.length > 0 ? 0 : 1

async function collect(): Promise<Shot[]> {
  const others = values.quick ? (['ar', 'ja'] as const) : languages.filter((language) => language !== 'en')
  const collected = await everyState()
  for (const language of others) collected.push(...(await publicStates(language)))
  return collected
}
