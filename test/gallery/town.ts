import type { Language } from '../../src/languages/names.ts'
import { People } from '../../src/users/model.ts'
import type { Browser } from '../support/browser.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { type Latchkey, startLatchkey } from '../support/start-latchkey.ts'
import { SpeakingBrowser } from './speaking-browser.ts'

/** A page as somebody saw it. */
export interface Shot {
  name: string
  door: 'public' | 'console'
  /** What whoever saw it speaks; the console has one language. */
  language: Language
  /** Path and query. */
  path: string
  status: number
  html: string
  /** Pages that stand in its frames, by their address. */
  frames: Record<string, string>
}

/** A product at work, with a relay, and what was seen of it so far. */
export interface Town {
  latchkey: Latchkey
  smtp: TestSmtpServer
  shots: Shot[]
  /** Keeps the page a browser shows, under a name of its own. */
  snap(name: string, browser: Browser): Promise<void>
  /** Everybody who is there so far prefers the language of this town from now on. */
  everybodySpeaks(): Promise<void>
  close(): Promise<void>
}

/** Starts the product and a relay, with nobody in it yet. Visitors of the public door speak the language of the town. */
export async function openTown(language: Language): Promise<Town> {
  const started = await startLatchkey()
  const { origin } = started.deps.config.publicDoor
  const latchkey = { ...started, visitor: () => new SpeakingBrowser(started.publicUrl, origin, language) }
  const smtp = await startSmtpServer()
  const shots: Shot[] = []
  return {
    latchkey,
    smtp,
    shots,
    async snap(name, browser) {
      if (shots.some((shot) => shot.name === name)) throw new Error(`There are two states called ${name}`)
      const { path, status, html } = browser
      const frames: Record<string, string> = {}
      for (const frame of browser.$('iframe[src]').toArray()) {
        const address = browser.$(frame).attr('src') ?? ''
        frames[address] = (await browser.send('GET', address)).body
      }
      const isPublic = browser.origin === origin
      const seenAs = isPublic ? ({ door: 'public', language } as const) : ({ door: 'console', language: 'en' } as const)
      shots.push({ name, ...seenAs, path, status, html, frames })
    },
    everybodySpeaks: async () => void (await People.updateMany({}, { $set: { language } })),
    close: async () => {
      await smtp.close()
      await latchkey.close()
    },
  }
}
