import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** A mail as it reached a mailbox. */
export interface Mail {
  to: string[]
  subject: string
  text: string
  html: string
}

export interface Mailbox {
  port: number
  /** The next mail to an address that nobody has read yet; waits for it, and fails after ten seconds. */
  next(address: string, subject: RegExp): Promise<Mail>
  stop(): Promise<void>
}

const patienceMs = 10_000
const pollMs = 20

/** Starts an SMTP server in a process of its own and reads what it receives. */
export async function openMailbox(): Promise<Mailbox> {
  const relay = spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'relay.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const lines = createInterface(relay.stdout)
  const [first] = await once(lines, 'line')
  const { port } = JSON.parse(String(first)) as { port: number }
  const unread: Mail[] = []
  lines.on('line', (line) => unread.push(JSON.parse(line) as Mail))

  return {
    port,
    async next(address, subject) {
      for (const until = Date.now() + patienceMs; Date.now() < until; await wait(pollMs)) {
        const at = unread.findIndex((mail) => mail.to.includes(address) && subject.test(mail.subject))
        const [mail] = at < 0 ? [] : unread.splice(at, 1)
        if (mail) return mail
      }
      throw new Error(`No mail to ${address} about ${subject} within ${patienceMs / 1000} s`)
    },
    async stop() {
      const ended = once(relay, 'exit')
      relay.kill()
      await ended
    },
  }
}

/** What a mail asks its reader to open, which its text and its HTML must both carry. */
export function linkIn(mail: Mail): string {
  const [link, another] = linksIn(mail).filter((one) => one.includes('token=') && !one.includes('/not-me?'))
  if (!link || another) throw new Error(`"${mail.subject}" must carry one link`)
  return link
}

/** The second link of a reset mail, for whoever did not ask for it. */
export function notMeLinkIn(mail: Mail): string {
  const link = linksIn(mail).find((one) => one.includes('/not-me?'))
  if (!link) throw new Error(`"${mail.subject}" has no link to report it with`)
  return link
}

/** The short code of a reset mail. */
export function codeIn(mail: Mail): string {
  const code = /^\s*(\d{4} \d{4})\s*$/m.exec(mail.text)?.[1]
  if (!code) throw new Error(`"${mail.subject}" has no code`)
  return code
}

/** Every address in a mail. Text and HTML must carry the same ones. */
export function linksIn(mail: Mail): string[] {
  const inText = mail.text.match(/https?:\/\/[^\s<>]+/g) ?? []
  const inHtml = [...mail.html.matchAll(/href="(https?:[^"]+)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'))
  const [texts, htmls] = [inText, inHtml].map((links) => [...new Set(links)].sort())
  if (String(texts) !== String(htmls)) throw new Error(`"${mail.subject}" has other links in its HTML`)
  return texts ?? []
}
