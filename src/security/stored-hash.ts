import type { HashCost } from '../config.ts'

/** What a record holds of a password, taken apart. */
export interface StoredHash {
  pepperId: string | undefined
  phc: string
  algorithm: string
  cost: HashCost
}

/** More than this no hash may ask for: one record shall not exhaust the machine. */
const most = { memoryKib: 1024 * 1024, passes: 100, lanes: 64 }

/** With a pepper its id stands in front, where an index finds it; behind it, or alone, a PHC string. */
const stored =
  /^(?:pepper:([A-Za-z0-9_-]{8}))?(\$(argon2(?:id|i|d))\$v=(?:16|19)\$m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$[A-Za-z0-9+/]{11,86}\$[A-Za-z0-9+/]{22,86})$/

/** Takes a stored hash apart: argon2id, argon2i or argon2d by any PHC string with at least 8 bytes of salt and 16 of hash, as other
 *  programs write them too. Undefined for everything else, and for what costs beyond reason: no password
 *  belongs to it. Source: PHC string format. */
export function readStored(text: string): StoredHash | undefined {
  const [, pepperId, phc = '', algorithm = '', memory, passes, lanes] = stored.exec(text) ?? []
  if (phc === '') return undefined
  const cost = { memoryKib: Number(memory), passes: Number(passes), lanes: Number(lanes) }
  const isWithinReason = cost.memoryKib <= most.memoryKib && cost.passes <= most.passes && cost.lanes <= most.lanes
  return isWithinReason ? { pepperId, phc, algorithm, cost } : undefined
}

/** A hash as it is stored. */
export function writeStored(phc: string, pepperId: string | undefined): string {
  return pepperId === undefined ? phc : `${beforePepper}${pepperId}${phc}`
}

/** What every hash with a pepper begins with, and no other. */
export const beforePepper = 'pepper:'
