import { randomBytes } from 'node:crypto'
import { nameDigest } from './name-digest.ts'

/** What a browser remembers of having signed somebody in: a number of its own and the names, as keyed digests. */
export interface Device {
  id: string
  names: string[]
}

/** Five people, by both names of each. */
const mostNames = 10

/** The device as it is after somebody with these names signed in on it. No reset ends it: it lets nobody in, it is worth ten guesses an hour,
 *  and they count towards the hundred in a row. Source: OWASP, "Slow Down Online Guessing Attacks with Device Cookies". */
export function withPerson(secrets: readonly string[], device: Device | undefined, names: string[]): Device {
  const digests = names.map((name) => nameDigest(secrets, name))
  const others = device?.names.filter((name) => !digests.includes(name)) ?? []
  return { id: device?.id ?? randomBytes(16).toString('hex'), names: [...digests, ...others].slice(0, mostNames) }
}

/** The device's number where somebody signed in on it by this name. */
export function knownFor(secrets: readonly string[], device: Device | undefined, name: string): string | undefined {
  const isKnown = secrets.some((secret) => device?.names.includes(nameDigest([secret], name)))
  return isKnown ? device?.id : undefined
}
