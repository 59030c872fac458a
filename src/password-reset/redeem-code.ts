import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { isPassword } from '../security/passwords.ts'
import { takeQuota } from '../security/quota.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { findByIdentifier } from '../users/users.ts'
import { findCode, spendCode } from './codes.ts'
import { type Asked, askedLifeMs } from './request-reset.ts'

const triesPerRequest = 5

export type Redeemed = { outcome: 'right'; token: string } | { outcome: 'wrong' } | { outcome: 'used-up' }

/** Takes a mailed code from the browser that asked for it, and gives the token of a link in its place. Five tries count for each request,
 *  before anything is looked up; then the same look-ups and the same hash work follow for everybody, and every code that does not
 *  count is 'wrong': of nobody, of another browser, expired, spent or mistyped. Source: OWASP ASVS 6.5.5, 6.6.3; NIST SP 800-63B-4
 *  §3.1.3.3. */
export async function redeemCode(
  deps: Deps,
  input: { asked: Asked; code: string; address: string },
): Promise<Redeemed> {
  const { asked, code, address } = input
  const requestIds = await requestsWithTries(asked)
  if (requestIds.length === 0) return { outcome: 'used-up' }
  const { system } = await readSettings()
  const now = deps.clock.now()
  const asking = { requestIds, now, openSince: system.resetOpenSince ?? new Date(0) }
  const user = await findByIdentifier(asked.identifier)
  const found = await findCode(user?.id, asking)
  const isRight = await isPassword(code, found?.code.hash)
  if (!isRight || !found || !user) return { outcome: 'wrong' }
  const token = newToken()
  const entry = { at: now, action: 'password-reset.code-entered', outcome: 'done' as const, actor: user.id }
  const event = { id: randomUUID(), entry: { ...entry, subject: user.id, address } }
  const { linkDigest } = found
  const spend = { userId: user.id, hash: found.code.hash, linkDigest, tokenDigest: digestToken(token), event }
  if (!(await spendCode(spend, asking))) return { outcome: 'wrong' }
  deps.background.wake()
  return { outcome: 'right', token }
}

/** Of the requests this browser made, those that this try is still within the limit of. They count in one window each: that of the moment
 *  the browser forgets the request, which does not pass before. */
async function requestsWithTries({ requests }: Asked): Promise<string[]> {
  const weighed = await Promise.all(
    requests.map(async ({ id, at }) => {
      const window = { windowMs: askedLifeMs, now: new Date(at + askedLifeMs) }
      return (await takeQuota({ name: `reset code ${id}`, limit: triesPerRequest, ...window })) ? [id] : []
    }),
  )
  return weighed.flat()
}
