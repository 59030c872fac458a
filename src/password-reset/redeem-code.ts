import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { giveBack, takeQuota } from '../security/quota.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { findByIdentifier } from '../users/users.ts'
import { findCode, spendCode } from './codes.ts'
import { type Asked, askedLifeMs } from './request-reset.ts'

/** So often a code may be entered in the browser that asked for it. */
export const triesPerRequest = 5
/** Whoever asks for one mail after another gets no more wrong tries at one person. So many in an hour of the clock are at most twenty in any sixty
 *  minutes, which are right once in five million times. Source: NIST SP 800-63B-4 §3.2.2. */
const triesPerPerson = { limit: 10, windowMs: 60 * 60_000 }

type Entered = { asked: Asked; code: string; address: string }

export type Redeemed = { outcome: 'right'; token: string } | { outcome: 'wrong' } | { outcome: 'used-up' }

/** Takes a mailed code from the browser that asked for it, and gives the token of a link in its place. For each request
 *  `triesPerRequest` count, before anything is looked up; then the same look-ups, writes and hash work follow for everybody, and every code that does not
 *  count is 'wrong': of nobody, of another browser, expired, spent, mistyped, or one try too many at this person within the hour.
 *  Source: OWASP ASVS 6.5.5, 6.6.3; NIST SP 800-63B-4 §3.1.3.3. */
export function redeemCode(deps: Deps, input: Entered): Promise<Redeemed> {
  return admitHashing('guess', () => redeem(deps, input))
}

async function redeem(deps: Deps, input: Entered): Promise<Redeemed> {
  const { asked, code, address } = input
  const now = deps.clock.now()
  const requestIds = await requestsWithTries(asked, now)
  const [newest] = requestIds
  if (newest === undefined) return { outcome: 'used-up' }
  const { system } = await readSettings()
  const asking = { requestIds, now, openSince: system.resetOpenSince ?? new Date(0) }
  const user = await findByIdentifier(asked.identifier)
  const found = await findCode(user?.id, asking)
  const tries = { ...triesPerPerson, name: `reset codes of ${found ? user?.id : newest}`, now }
  const mayTry = await takeQuota(tries)
  const isRight = await isPassword(code, mayTry ? found?.code.hash : undefined)
  const entry = { at: now, action: 'password-reset.code-entered', subject: user?.id ?? '', address }
  const refuse = async (): Promise<Redeemed> => {
    await appendEntry({ id: randomUUID(), ...entry, outcome: 'refused', actor: 'anonymous' })
    return { outcome: 'wrong' }
  }
  if (!isRight || !found || !user) return refuse()
  const token = newToken()
  const event = { id: randomUUID(), entry: { ...entry, outcome: 'done' as const, actor: user.id } }
  const { linkDigest } = found
  const spend = { userId: user.id, hash: found.code.hash, linkDigest, tokenDigest: digestToken(token), event }
  if (!(await spendCode(spend, asking))) return refuse()
  await giveBack(tries)
  deps.background.wake()
  return { outcome: 'right', token }
}

/** Of the requests this browser made within the hour, those that this try is still within the limit of, newest first. Tries at a request
 *  count in one window: that of the end of its hour, which does not pass before. */
async function requestsWithTries({ requests }: Asked, now: Date): Promise<string[]> {
  const recent = requests.filter(({ at }) => at + askedLifeMs > now.getTime())
  const weighed = await Promise.all(
    recent.map(async ({ id, at }) => {
      const window = { windowMs: askedLifeMs, now: new Date(at + askedLifeMs) }
      return (await takeQuota({ name: `reset code ${id}`, limit: triesPerRequest, ...window })) ? [id] : []
    }),
  )
  return weighed.flat()
}
