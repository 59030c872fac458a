import { oneLine } from '../letters/plain-text.ts'

const maxLines = 200
const maxLineLength = 500

/** What was said, line by line, secrets masked, of bounded size. `C:` is this machine, `S:` the server, `--` what happened. */
export interface Transcript {
  lines: string[]
  add(speaker: 'C' | 'S' | '--', line: string): void
}

/** Starts a transcript that shows none of these secrets, in whatever spelling a server might repeat them. */
export function startTranscript(mask: Mask): Transcript {
  const lines: string[] = []
  return {
    lines,
    add(speaker, line) {
      if (lines.length > maxLines) return
      const text = lines.length === maxLines ? '-- and so on' : `${speaker}${speaker === '--' ? '' : ':'} ${mask(line)}`
      lines.push(oneLine(text, maxLineLength))
    },
  }
}

export type Mask = (text: string) => string

/** Replaces secrets by ***: as they are, in Base64, and as URLs and JSON spell them, in capitals or not. */
export function maskFor(secrets: readonly (string | undefined)[]): Mask {
  const known = secrets.filter((secret): secret is string => secret !== undefined && secret !== '')
  const spelled = known.flatMap(spellings).sort((a, b) => b.length - a.length)
  if (spelled.length === 0) return (text) => text
  const pattern = new RegExp(spelled.map((text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('|'), 'gi')
  return (text) => text.replace(pattern, '***')
}

function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret)
  const inText = [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]
  return [...new Set([...inText, bytes.toString('base64'), bytes.toString('base64').replace(/=+$/, '')])]
}
