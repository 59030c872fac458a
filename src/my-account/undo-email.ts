import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { isResetOpen, readSettings, type Settings } from '../organization/settings.ts'
import { digestToken, isToken, newToken } from '../security/tokens.ts'
import { endSessionsOf } from '../sessions/store.ts'
import { findUndoable, isTaken, putAddressBack, type Undoable } from '../users/address-undo.ts'
import { enrol, release, settle } from '../users/administrators.ts'
import { addressRestoredLetter, addressTakenBackLetter } from './mails.ts'

/** As long as a link with which an administrator requires a new password. Source: OWASP ASVS 6.4.1. */
const linkLifeMs = 24 * 60 * 60_000
const action = 'email.change-undone'

type Input = { token: unknown; address: string; userAgent: string }

/** Whether an undo link can still put an address back. A look changes nothing. */
export async function isUndoable(deps: Deps, token: unknown): Promise<boolean> {
  return (await find(deps, token)) !== undefined
}

/** Puts back the address somebody had before they, or whoever was in their account, changed it: sessions and links end, the password counts
 *  no longer, and a link for choosing another is mailed to the address that is back; the one that is left is told. Nobody has to sign in
 *  for it: the link is the proof. 'taken' where the address is another person's by now, and nothing changes. Source: OWASP ASVS 6.3.7;
 *  NIST SP 800-63B-4 §4.6. */
export async function undoEmailChange(deps: Deps, input: Input): Promise<'undone' | 'taken' | 'dead-link'> {
  const settings = await readSettings()
  for (;;) {
    const found = await find(deps, input.token)
    if (!found) return 'dead-link'
    const { proof, event } = prepare(deps, { found, settings, input })
    const refused = { ...event.entry, id: `${found.undo.digest} taken`, outcome: 'refused' as const }
    if (await isTaken(found)) {
      await appendEntry(refused)
      return 'taken'
    }
    const { id: userId, roles, status } = found.user
    const counts = roles.includes('administrator') && status === 'active'
    const keepsStanding = counts && !(await release(userId))
    const done = await putAddressBack(found, { proof, keepsStanding, event })
    await settle(userId)
    if (done !== 'back') await enrol(userId)
    if (done !== 'back') continue
    await endSessionsOf(userId)
    deps.background.wake()
    return 'undone'
  }
}

async function find(deps: Deps, token: unknown): Promise<Undoable | undefined> {
  return isToken(token) ? findUndoable(digestToken(token), deps.clock.now()) : undefined
}

/** While self-service reset is closed the link is of the kind that its switch does not close: nobody else could give the owner one. */
function prepare(deps: Deps, { found, settings, input }: { found: Undoable; settings: Settings; input: Input }) {
  const { user, undo } = found
  const [id, token, at] = [randomUUID(), newToken(), deps.clock.now()]
  const purpose = isResetOpen(settings) ? ('reset' as const) : ('invitation' as const)
  const expiresAt = new Date(at.getTime() + linkLifeMs)
  const owner = { ...user, email: undo.email }
  const letter = addressRestoredLetter(deps, { id, user: owner, settings, source: input, token, purpose, expiresAt })
  const notice = addressTakenBackLetter(deps, { id: randomUUID(), user, settings })
  const detail = `e-mail address ${user.email} to ${undo.email}`
  const entry = {
    at,
    action,
    outcome: 'done' as const,
    actor: user.id,
    subject: user.id,
    address: input.address,
    detail,
  }
  return {
    proof: { digest: digestToken(token), purpose, issuedAt: at, expiresAt },
    event: { id, entry, endsLinks: true, letter, notice },
  }
}
