import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from 'playwright-core'
import { type Gallery, serveGallery } from './serve.ts'
import { everyState } from './states.ts'

/** Draws every page in every state: `npm run gallery -- [--directory gallery] [--only smtp] [--widths 360,768,1440]`. Ends with 1 where a page
 *  is wider than its window, a table than its card, a control smaller than a finger needs (WCAG 2.2, 2.5.8), or fields touch. */
const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({
  options: {
    directory: { type: 'string', default: join(root, 'gallery') },
    only: { type: 'string', default: '' },
    widths: { type: 'string', default: '360,768,1440' },
  },
})
const directory = resolve(values.directory)
const widths = values.widths.split(',').map(Number)
const schemes = ['light', 'dark'] as const
const faults: string[] = []
const lookForFaults = `[
  ...(document.documentElement.scrollWidth > innerWidth ? ['TOO WIDE'] : []),
  ...[...document.querySelectorAll('.card-flush')]
    .filter((card) => card.scrollWidth > card.clientWidth)
    .map(() => 'CUT OFF in a card'),
  ...[...document.querySelectorAll('button, .button, summary, select, nav a, input:not([type=hidden])')]
    .filter((control) => control.checkVisibility() && !control.matches('.visually-hidden') && control.offsetHeight < 24)
    .map((control) => 'TOO SMALL ' + (control.textContent.trim() || control.name)),
  ...[...document.querySelectorAll('.field + .field, .field + button, .field + .actions, .check + .check, .notice + .check')]
    .filter((one) => one.checkVisibility() && one.previousElementSibling.checkVisibility())
    .filter((one) => one.offsetTop - one.previousElementSibling.offsetTop > 8)
    .filter((one) => one.offsetTop - one.previousElementSibling.offsetTop - one.previousElementSibling.offsetHeight < 8)
    .map((one) => 'TOUCHES what stands above it: ' + one.textContent.trim().slice(0, 40)),
]`

const shots = (await everyState()).filter(({ name }) => name.startsWith(values.only))
rmSync(directory, { recursive: true, force: true })
mkdirSync(directory, { recursive: true })
const gallery = await serveGallery(shots)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
await Promise.all(widths.flatMap((width) => schemes.map((scheme) => draw(browser, { width, scheme, gallery }))))
await browser.close()
await gallery.close()
writeFileSync(join(directory, 'index.html'), index())
process.stdout.write(
  `${shots.length} states, ${shots.length * widths.length * schemes.length} pictures in ${directory}\n`,
)
for (const fault of new Set(faults)) process.stdout.write(`${fault}\n`)
process.exitCode = faults.length === 0 ? 0 : 1

async function draw(browser: Browser, at: { width: number; scheme: (typeof schemes)[number]; gallery: Gallery }) {
  const { width, scheme, gallery } = at
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, locale: 'en-GB' })
  const page = await context.newPage()
  for (const shot of shots) {
    const { name, frames } = shot
    await page.goto(gallery.addressOf(shot))
    // A frame below the window is not painted, so the window becomes as high as the page.
    const height = Number(await page.evaluate('document.documentElement.scrollHeight'))
    if (Object.keys(frames).length > 0) await page.setViewportSize({ width, height })
    await page.screenshot({
      path: join(directory, `${name}-${width}-${scheme}.png`),
      fullPage: true,
      animations: 'disabled',
    })
    const found = (await page.evaluate(lookForFaults)) as string[]
    faults.push(...found.map((fault) => `${name} at ${width} px: ${fault}`))
    await page.setViewportSize({ width, height: 900 })
  }
  await context.close()
}

function index(): string {
  const rows = shots.map(({ name }) => {
    const pictures = schemes.flatMap((scheme) => widths.map((width) => `${name}-${width}-${scheme}.png`))
    const links = pictures.map(
      (file) => `<a href="${file}"><img src="${file}" alt="${file}" height="320" loading="lazy"></a>`,
    )
    return `<h2>${name}</h2><p>${links.join('\n')}</p>`
  })
  return `<!doctype html><meta charset="utf-8"><title>Latchkey, every page in every state</title>\n${rows.join('\n')}\n`
}
