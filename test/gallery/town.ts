import type { Browser } from '../support/browser.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'
import { type Latchkey, startLatchkey } from '../support/start-latchkey.ts'

/** A page as somebody saw it. */
export interface Shot {
  name: string
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
  close(): Promise<void>
}

/** Starts the product and a relay, with nobody in it yet. */
export async function openTown(): Promise<Town> {
  const latchkey = await startLatchkey()
  const smtp = await startSmtpServer()
  const shots: Shot[] = []
  return {
    latchkey,
    smtp,
    shots,
    async snap(name, browser) {
      if (shots.some((shot) => shot.name === name)) throw new Error(`There are two states called ${name}`)
      const { status, html } = browser
      const frames: Record<string, string> = {}
      for (const frame of browser.$('iframe[src]').toArray()) {
        const address = browser.$(frame).attr('src') ?? ''
        frames[address] = (await browser.send('GET', address)).body
      }
      shots.push({ name, status, html, frames })
    },
    close: async () => {
      await smtp.close()
      await latchkey.close()
    },
  }
}
