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

/** The one link with a token in a mail, which its text and its HTML must both carry. */
export function linkIn(mail: Mail): string {
  const [link, another] = new Set(mail.text.match(/https?:\/\/\S+token=\S+/g))
  if (!link || another) throw new Error(`"${mail.subject}" must carry one link`)
  if (!mail.html.includes(`href="${link}"`)) throw new Error(`"${mail.subject}" has another link in its HTML`)
  return link
}
