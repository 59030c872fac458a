import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { Language } from '../../src/languages/names.ts'
import { serveGallery } from '../gallery/serve.ts'
import { publicStates } from '../gallery/states.ts'
import { openTown } from '../gallery/town.ts'
import { alice, forgot, lastMailTo, moveIn } from '../support/people.ts'
import { executablePath, quiet } from './chromium.ts'

/** Renews the pictures of what end users see: `node --import tsx test/browser/pictures.ts` writes them into `docs/pictures`, in three
 *  languages. Ends with 1 where one is larger than 150 KB. */
const directory = join(import.meta.dirname, '../../docs/pictures')
const languages: Language[] = ['en', 'de', 'ar']
const states = {
  'sign-in': 'sign-in',
  forgot: 'forgot',
  sent: 'forgot-sent',
  reset: 'reset',
  'dead-link': 'reset-dead-link',
  'my-account': 'my-account',
}
const maxPictureBytes = 150 * 1024

mkdirSync(directory, { recursive: true })
const browser = await chromium.launch({ executablePath, args: quiet })
const page = await browser.newPage({ viewport: { width: 720, height: 480 } })
for (const language of languages) {
  const gallery = await serveGallery(await publicStates(language))
  for (const [name, state] of Object.entries(states)) {
    await page.goto(gallery.addressOf({ name: state, language }))
    await take(`${name}-${language}`)
  }
  await gallery.close()
  await page.setContent(await resetMail(language))
  await take(`mail-${language}`)
}
await browser.close()

async function take(name: string): Promise<void> {
  const path = join(directory, `${name}.png`)
  await page.screenshot({ path, fullPage: true, animations: 'disabled', caret: 'hide' })
  const { size } = statSync(path)
  process.stdout.write(`${name}.png ${Math.round(size / 1024)} KB\n`)
  if (size > maxPictureBytes) process.exitCode = 1
}

/** The letter with the link, as a mail program shows it. */
async function resetMail(language: Language): Promise<string> {
  const { latchkey, smtp, everybodySpeaks, close } = await openTown(language)
  await moveIn(latchkey, smtp, [alice])
  await everybodySpeaks()
  await forgot(latchkey, alice.email)
  const { html } = lastMailTo(smtp, alice.email).parsed
  await close()
  return html || ''
}
