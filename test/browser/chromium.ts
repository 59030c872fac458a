import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, type ConsoleMessage, chromium, type Page } from 'playwright-core'

export const executablePath = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
export const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const screen = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1, locale: 'en-GB' }
const maxPictureBytes = 150 * 1024
const patienceMs = 15_000

export interface Watched {
  /** A page in a fresh browser profile: somebody else at another desk. */
  person(options?: BrowserContextOptions): Promise<Page>
  /** What no page of ours may do and one did: console and page errors, foreign requests, a token left in the address bar. */
  faults: string[]
  /** Saves what a page looks like, where pictures were asked for. */
  picture(page: Page, name: string): Promise<void>
  /** Saves what every open page looks like, to find out why a walk failed. */
  pictureAll(folder: string, name: string): Promise<void>
  close(): Promise<void>
}

/** Opens Chromium, watched: whatever goes wrong on any page is noted down. */
export async function openChromium(pictures: string | undefined): Promise<Watched> {
  const browser = await chromium.launch({ executablePath, args: quiet })
  const faults: string[] = []
  // the name it has on a desk: nobody's browser is headless
  const userAgent = (await nameOf(browser)).replace('Headless', '')
  if (pictures) mkdirSync(pictures, { recursive: true })
  return {
    faults,
    async person(options) {
      const context = await browser.newContext({ ...screen, userAgent, ...options })
      context.setDefaultTimeout(patienceMs)
      const page = await context.newPage()
      watch(page, faults)
      return page
    },
    async picture(page, name) {
      if (!pictures) return
      const path = join(pictures, `${name}.png`)
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' })
      if (statSync(path).size > maxPictureBytes) faults.push(`${name}.png is larger than 150 KB`)
    },
    async pictureAll(folder, name) {
      mkdirSync(folder, { recursive: true })
      const pages = browser.contexts().flatMap((context) => context.pages())
      await Promise.all(pages.map((page, at) => page.screenshot({ path: join(folder, `${name}-${at}.png`) })))
    },
    close: () => browser.close(),
  }
}

async function nameOf(browser: Browser): Promise<string> {
  const page = await browser.newPage()
  const name = String(await page.evaluate('navigator.userAgent'))
  await page.close()
  return name
}

/** Content security policy violations arrive as console errors. */
function watch(page: Page, faults: string[]): void {
  const note = (what: string) => faults.push(`${what}, on ${page.url().replace(/\?.*/, '')}`)
  page.on('console', (message) => {
    if (message.type() === 'error' && !isAnswer(page, message)) note(`console error: ${message.text()}`)
  })
  page.on('pageerror', (error) => note(`page error: ${error.message}`))
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? ''
    // a page that is left behind drops what it still loads
    if (reason !== 'net::ERR_ABORTED') note(`request to ${new URL(request.url()).pathname} failed: ${reason}`)
  })
  page.on('request', (request) => {
    const { protocol, hostname } = new URL(request.url())
    if (hostname !== 'localhost' && protocol !== 'data:') note(`request to a foreign host: ${hostname}`)
  })
  page.on('framenavigated', (frame) => {
    if (frame.url().includes('token')) note('a token stayed in the address')
  })
}

/** A page may answer with a status of 4xx on purpose: a form to be mended, a link that is dead. */
function isAnswer(page: Page, message: ConsoleMessage): boolean {
  const isPage = message.location().url === page.url()
  return isPage && /^Failed to load resource: the server responded with a status of 4/.test(message.text())
}
