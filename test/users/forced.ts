import type { Browser } from '../support/browser.ts'
import { openPerson } from '../support/people.ts'
import type { CaughtMail } from '../support/smtp-server.ts'

/** Forces a reset with a code that is shown, and gives the code. */
export async function showCode(console: Browser, username: string): Promise<string> {
  await openPerson(console, username)
  await console.submit('Force reset: show code')
  return console.$('#code').attr('value') ?? ''
}

/** The one-time code that a mail carries. */
export function oneTimeCodeIn(mail: CaughtMail): string {
  const code = /\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b/.exec(mail.parsed.text ?? '')?.[0]
  if (!code) throw new Error('The mail carries no one-time code')
  return code
}
