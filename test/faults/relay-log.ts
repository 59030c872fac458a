import { closeSync, fstatSync, openSync, readSync } from 'node:fs'

/** One mail as the SMTP server took it from `by`, who had been connected `since` (epoch milliseconds). `answered`: it lived to say
 *  so; `cut`: it hung up instead, on purpose. */
export interface Taken {
  copy: string
  by: string
  since: number
  at: number
  messageId: string
  to: string
  subject: string
  link: string
  answered: boolean
  cut: boolean
}

/** What the SMTP server took so far, read from its log as it grows. */
export interface RelayLog {
  taken: Taken[]
  /** Reads what was added since. */
  refresh(): void
  /** The newest mail with a link for an address, since a moment. */
  newestLink(to: string, since: number): Taken | undefined
}

const domain = '.faults.test'

/** How a process introduces itself to the SMTP server: a name with a dot, since others are replaced by an address. */
export function greeting(name: string): string {
  return `${name}${domain}`
}

/** Follows a log file. */
export function followRelay(file: string): RelayLog {
  const taken: Taken[] = []
  const byCopy = new Map<string, Taken>()
  const byAddress = new Map<string, Taken>()
  let position = 0
  let rest = ''
  return {
    taken,
    refresh,
    newestLink: (to, since) => {
      refresh()
      const mail = byAddress.get(to)
      return mail && mail.at >= since ? mail : undefined
    },
  }

  function refresh(): void {
    const handle = openSync(file, 'a+')
    const bytes = Buffer.alloc(fstatSync(handle).size - position)
    position += readSync(handle, bytes, 0, bytes.length, position)
    closeSync(handle)
    const lines = (rest + bytes.toString('utf8')).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) if (isWhole(line)) learn(JSON.parse(line))
  }

  function learn(line: Line): void {
    if (line.answered) {
      const known = byCopy.get(line.answered)
      if (known) known.answered = true
      return
    }
    const { taken: copy = '', by, messageId, cut = false, ...rest } = line
    const own = { copy, by: by.replace(domain, ''), messageId: messageId.replace(/^<|>$/g, '') }
    const mail = { ...rest, ...own, answered: false, cut }
    taken.push(mail)
    byCopy.set(copy, mail)
    if (mail.link) byAddress.set(mail.to, mail)
  }
}

type Line = Omit<Taken, 'copy' | 'answered' | 'cut'> & { taken?: string; answered?: string; cut?: boolean }

/** A kill may leave half a line behind. */
function isWhole(line: string): boolean {
  return line.startsWith('{') && line.endsWith('}') && !line.slice(1).includes('{"')
}
