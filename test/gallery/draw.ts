import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Browser, chromium } from 'playwright-core'
import { everyState } from './states.ts'
import type { Shot } from './town.ts'

/** Draws every page in every state: `npm run gallery -- [--directory gallery] [--only smtp] [--widths 360,768,1440]`. Ends with 1 where a page
 *  is wider than its window. */
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
const tooWide: string[] = []

const shots = (await everyState()).filter(({ name }) => name.startsWith(values.only))
rmSync(directory, { recursive: true, force: true })
mkdirSync(directory, { recursive: true })
cpSync(join(root, 'public'), join(directory, 'assets'), { recursive: true })
const server = await serve(shots)
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
})
await Promise.all(
  widths.flatMap((width) => schemes.map((scheme) => draw(browser, { width, scheme, origin: originOf(server) }))),
)
await browser.close()
server.close()
writeFileSync(join(directory, 'index.html'), index())
process.stdout.write(
  `${shots.length} states, ${shots.length * widths.length * schemes.length} pictures in ${directory}\n`,
)
for (const fault of tooWide) process.stdout.write(`TOO WIDE ${fault}\n`)
process.exitCode = tooWide.length === 0 ? 0 : 1

async function draw(browser: Browser, at: { width: number; scheme: (typeof schemes)[number]; origin: string }) {
  const { width, scheme, origin } = at
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme: scheme, locale: 'en-GB' })
  const page = await context.newPage()
  for (const { name, frames } of shots) {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`${origin}/${name}.html`)
    // A frame outside of the window is not painted.
    if (Object.keys(frames).length > 0) await page.setViewportSize({ width, height: 3600 })
    await page.screenshot({
      path: join(directory, `${name}-${width}-${scheme}.png`),
      fullPage: true,
      animations: 'disabled',
    })
    const wide = Number(await page.evaluate('document.documentElement.scrollWidth'))
    if (wide > width) tooWide.push(`${name} is ${wide} px wide in a window of ${width} px`)
  }
  await context.close()
}

/** The pages as they were seen, with the product's own styles, script and frames beside them. */
async function serve(shots: Shot[]): Promise<Server> {
  const pages = new Map(shots.flatMap(({ name, html, frames }) => [[`/${name}.html`, html], ...Object.entries(frames)]))
  const types: Record<string, string> = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml' }
  const server = createServer((req, res) => {
    const path = (req.url ?? '/').replace(/\?.*/, '')
    const page = pages.get(path)
    if (page !== undefined) return res.setHeader('Content-Type', 'text/html').end(page)
    if (!/^\/assets\/[a-z.-]+$/.test(path)) return res.writeHead(404).end()
    res
      .setHeader('Content-Type', types[path.split('.').at(-1) ?? ''] ?? '')
      .end(readFileSync(join(root, 'public', path.slice(8))))
  })
  return new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(server)))
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
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
