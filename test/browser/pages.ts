import { parseArgs } from 'node:util'
import { chromium } from 'playwright-core'
import { languages } from '../../src/languages/names.ts'
import { serveGallery } from '../gallery/serve.ts'
import { everyState, publicStates } from '../gallery/states.ts'
import type { Shot } from '../gallery/town.ts'
import { examine } from './axe.ts'
import { executablePath, quiet } from './chromium.ts'
import { otherMedia } from './media.ts'
import { reflow } from './reflow.ts'
import type { Showroom } from './show.ts'
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
const checks = { axe: examine, reflow, media: otherMedia }

const shots = (await collect()).filter(({ name }) => name.startsWith(values.state))
const gallery = await serveGallery(shots)
const browser = await chromium.launch({ executablePath, args: quiet })
const showroom: Showroom = { browser, gallery, shots, isQuick: values.quick }
const tallies = []
for (const [name, check] of Object.entries(checks)) {
  if (!name.startsWith(values.only)) continue
  const tally = await check(showroom)
  report(name, tally)
  tallies.push(tally)
}
await browser.close()
await gallery.close()
const all = together(tallies)
process.stdout.write(`pages: ${shots.length} states, ${all.passed} passed, ${all.faults.length} failed\n`)
process.exitCode = all.faults.length === 0 && all.passed > 0 ? 0 : 1

async function collect(): Promise<Shot[]> {
  const others = values.quick ? (['ar', 'ja'] as const) : languages.filter((language) => language !== 'en')
  const collected = await everyState()
  for (const language of others) collected.push(...(await publicStates(language)))
  return collected
}
