import type { SmtpServer } from '../deps.ts'
import type { Reply } from './conversation.ts'
import { passwordMechanisms, signInWithPassword, signInWithToken, type TokenSource } from './sign-in.ts'

/** Says a secret line, of which only its first `shown` words may be read. */
export type SaySecret = (line: string) => Promise<Reply>

/** The ways to sign in that a server lists, in capitals. The old spelling with `=` counts too. */
export function mechanismsIn(capabilities: readonly string[]): string[] {
  const listed = capabilities.flatMap((line) => /^AUTH[ =](.*)$/i.exec(line)?.[1]?.toUpperCase().split(/\s+/) ?? [])
  return [...new Set(listed.filter((name) => /^[A-Z0-9_-]{1,20}$/.test(name)))]
}

/** Signs in by the first way both sides know, by access token where a source is given. Throws what delivery would, with the
 *  ways on offer where the one that is needed is missing. */
export async function signInAs(
  server: SmtpServer,
  { say, offers, source }: { say: SaySecret; offers: string[]; source: TokenSource | undefined },
): Promise<Reply> {
  const mechanism = source ? 'XOAUTH2' : passwordMechanisms.find((name) => offers.includes(name))
  if (!mechanism || !offers.includes(mechanism)) throw Object.assign(new Error('No way to sign in'), { offers })
  const reply =
    source && mechanism === 'XOAUTH2'
      ? await signInWithToken(say, { userName: server.userName ?? '', source })
      : await signInWithPassword(say, server, mechanism === 'XOAUTH2' ? 'PLAIN' : mechanism)
  return reply
}
