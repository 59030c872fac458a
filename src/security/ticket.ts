import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { deriveKey } from './keys.ts'
import { networkOf } from './network.ts'

/** Whom a ticket is for: what may be done with it, and the address it was handed to. */
export interface Holder {
  act: string
  address: string
}

/** What is known of a ticket that is ours: the id its puzzle is made of, and when it was issued and ends. */
export interface Ticket {
  id: string
  issuedAt: Date
  expiresAt: Date
}

const lifeMs = 10 * 60_000
const spelling = /^([A-Za-z0-9_-]{22})\.([0-9a-z]{1,10})\.([A-Za-z0-9_-]{43})$/

/** A ticket for one form: a random id and the moment, signed for the act and the network. Nothing is kept of it. */
export function issueTicket(secrets: readonly string[], holder: Holder, now: Date): string {
  const head = `${randomBytes(16).toString('base64url')}.${now.getTime().toString(36)}`
  return `${head}.${sign(secrets[0] ?? '', head, holder).toString('base64url')}`
}

/** Reads a ticket that was issued under any of the secrets for this act and this network, within ten minutes; undefined for everything
 *  else. It says nothing about whether it was used. */
export function readTicket(
  secrets: readonly string[],
  text: string,
  at: { holder: Holder; now: Date },
): Ticket | undefined {
  const [, id = '', moment = '', signature = ''] = spelling.exec(text) ?? []
  const given = Buffer.from(signature, 'base64url')
  const isOurs = (secret: string) => timingSafeEqual(sign(secret, `${id}.${moment}`, at.holder), given)
  if (id === '' || !secrets.some(isOurs)) return undefined
  const issuedAt = Number.parseInt(moment, 36)
  const expiresAt = new Date(issuedAt + lifeMs)
  return expiresAt > at.now ? { id, issuedAt: new Date(issuedAt), expiresAt } : undefined
}

function sign(secret: string, head: string, { act, address }: Holder): Buffer {
  const said = JSON.stringify([head, act, networkOf(address)])
  return createHmac('sha256', deriveKey(secret, 'ticket')).update(said).digest()
}
