import type { CaughtMail } from '../support/smtp-server.ts'

/** The code a reset mail carries, as it stands there. */
export function codeIn({ parsed }: CaughtMail): string {
  const code = /^\s*(\d{4} \d{4})\s*$/m.exec(parsed.text ?? '')?.[1]
  if (!code) throw new Error('The mail carries no code')
  return code
}

/** A code that is not this one. */
export function otherThan(code: string): string {
  return `${code.slice(0, -1)}${(Number(code.at(-1)) + 1) % 10}`
}

/** The second link of a reset mail. */
export function notMeLinkIn({ parsed }: CaughtMail): string {
  const link = /https?:\/\/\S+\/not-me\?token=\S+/.exec(parsed.text ?? '')?.[0]
  if (!link) throw new Error('The mail has no link for those who did not ask')
  return link
}
