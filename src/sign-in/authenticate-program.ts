import { createHash, randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { askLeave, takeBack } from '../security/attempts.ts'
import type { GuessLimits } from '../security/guess-limits.ts'
import { knownUntil, noteProgram } from '../security/known-programs.ts'
import { networkOf } from '../security/network.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { identifierKey } from '../users/names.ts'
import { findByIdentifier, type User } from '../users/users.ts'
import { renewHashLater } from './renew-hash.ts'

export type Admitted =
  | { outcome: 'admitted'; user: User }
  | { outcome: 'refused' }
  | { outcome: 'wait'; seconds: number }

interface Given {
  identifier: string
  password: string
  address: string
  limits: GuessLimits
}

const underWay = new Map<string, Promise<Admitted>>()

/** Admits a program that shows an administrator's name and password with every call: one leave, one look-up, one hash for every
 *  outcome, as on the sign-in page. Its tries share the ceilings of the name with those of the pages and have a delay of
 *  their own; success takes back only itself, so that a program's steady calls forgive nobody's guesses. A network it succeeded from is
 *  known, so that guesses elsewhere do not lock it out. Calls at the same moment with the same words are weighed once,
 *  so that a program which asks for several things at once does not slow itself down. No session begins. Source: RFC 7617; OWASP Authentication Cheat Sheet,
 *  "Authentication Responses". */
export async function authenticateProgram(deps: Deps, given: Given): Promise<Admitted> {
  const words = JSON.stringify([given.identifier, given.password, given.address])
  const key = createHash('sha256').update(words).digest('hex')
  const shared = underWay.get(key)
  if (shared) return shared
  const weighing = admitHashing('guess', () => weigh(deps, given)).finally(() => underWay.delete(key))
  underWay.set(key, weighing)
  return weighing
}

async function weigh(deps: Deps, { identifier, password, address, limits }: Given): Promise<Admitted> {
  const at = deps.clock.now()
  const { secrets } = deps.config
  const program = { name: identifierKey(identifier), address }
  const until = await knownUntil(secrets, program, at)
  const device = until && `program at ${networkOf(address)}`
  const asked = await askLeave(secrets, { ...program, way: 'program', device }, { limits, now: at })
  if (asked.outcome === 'wait') return asked
  const user = await findByIdentifier(identifier)
  const matches = await isPassword(password, user?.passwordHash)
  if (matches && user?.status === 'active' && user.roles.includes('administrator')) {
    await Promise.all([takeBack(asked.leave), noteProgram(secrets, program, { until, now: at })])
    renewHashLater(deps, user, password)
    return { outcome: 'admitted', user }
  }
  const subject = user?.id ?? ''
  const entry = { at, action: 'api.sign-in', outcome: 'refused' as const, actor: subject, subject, address }
  await appendEntry({ id: randomUUID(), ...entry })
  return { outcome: 'refused' }
}
