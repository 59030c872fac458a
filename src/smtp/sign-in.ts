import { createHmac } from 'node:crypto'
import type { SmtpServer } from '../deps.ts'
import { bearer } from './secrets.ts'

/** An access token, and whether it was used before: one that was may have been withdrawn meanwhile. */
export interface Token {
  value: string
  wasKept: boolean
}

/** Where access tokens come from; `renewed` never gives one that was kept. */
export interface TokenSource {
  token(): Promise<Token>
  renewed(): Promise<Token>
}

/** Signs in with an access token and gives the last reply. A kept token that is refused is replaced by a new one, once. */
export async function signInWithToken<R extends { code: number }>(
  say: (line: string) => Promise<R>,
  { userName, source }: { userName: string; source: TokenSource },
): Promise<R> {
  const token = await source.token()
  const reply = await sayToken(say, bearer(userName, token.value))
  if (reply.code !== 535 || !token.wasKept) return reply
  return sayToken(say, bearer(userName, (await source.renewed()).value))
}

/** A refusal comes as 334 with an explanation, which wants an empty line before the real reply. */
async function sayToken<R extends { code: number }>(say: (line: string) => Promise<R>, text: string): Promise<R> {
  const reply = await say(`AUTH XOAUTH2 ${encoded(text)}`)
  return reply.code === 334 ? say('') : reply
}

/** The ways to use a password, best known first. */
export const passwordMechanisms = ['PLAIN', 'LOGIN', 'CRAM-MD5'] as const
export type PasswordMechanism = (typeof passwordMechanisms)[number]

/** Signs in with user name and password and gives the last reply. Sources: RFC 4616, RFC 2195, draft-murchison-sasl-login. */
export async function signInWithPassword<R extends { code: number; lines: string[] }>(
  say: (line: string) => Promise<R>,
  { userName = '', password = '' }: SmtpServer,
  mechanism: PasswordMechanism,
): Promise<R> {
  if (mechanism === 'PLAIN') return say(`AUTH PLAIN ${encoded(`\0${userName}\0${password}`)}`)
  const first = await say(`AUTH ${mechanism}`)
  if (first.code !== 334) return first
  if (mechanism === 'LOGIN') {
    const second = await say(encoded(userName))
    return second.code === 334 ? say(encoded(password)) : second
  }
  const challenge = Buffer.from(first.lines[0]?.slice(4) ?? '', 'base64')
  const digest = createHmac('md5', password).update(challenge).digest('hex')
  return say(encoded(`${userName} ${digest}`))
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64')
}
