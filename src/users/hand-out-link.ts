import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { isResetOpen, readSettings } from '../organization/settings.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { actEvent, type By } from './act-event.ts'
import { replaceProof } from './changes.ts'
import { invitationLifeMs, linkHandedOutLetter } from './mails.ts'
import { findUser } from './users.ts'

const minute = 60_000

export type HandedOut =
  | { outcome: 'made'; link: string; expiresAt: Date; purpose: 'reset' | 'invitation' }
  | { outcome: 'disabled' | 'closed' | 'unknown' | 'administrator' }

/** Makes a link for choosing a password that an administrator gives to its owner, for when mail is down. It is of the same kind as a mailed
 *  one and takes its place; it is returned here and kept nowhere. The person is told that it was made, in the same write: no
 *  administrator chooses a password unnoticed. Nobody who is shut out gets one, a key is given none of an 'administrator', also of one
 *  who becomes one meanwhile, and no reset link is made while reset is closed;
 *  `evenWhileClosed` makes one of the other kind then, which the switch does not close. Source: OWASP ASVS 6.4.6. */
export async function handOutLink(
  deps: Deps,
  input: { userId: string; by: By; evenWhileClosed?: boolean },
): Promise<HandedOut> {
  const { userId, by, evenWhileClosed = false } = input
  const settings = await readSettings()
  for (;;) {
    const user = await findUser(userId)
    if (!user) return { outcome: 'unknown' }
    if (by.byKey && user.roles.includes('administrator')) return { outcome: 'administrator' }
    if (user.status === 'disabled') return { outcome: 'disabled' }
    const isClosed = user.status !== 'invited' && !isResetOpen(settings)
    if (isClosed && !evenWhileClosed) return { outcome: 'closed' }
    const purpose = isClosed || user.status === 'invited' ? 'invitation' : 'reset'
    const [id, token, issuedAt] = [randomUUID(), newToken(), deps.clock.now()]
    const lifeMs = user.status === 'invited' ? invitationLifeMs : settings.system.linkLifetimeMinutes * minute
    const expiresAt = new Date(issuedAt.getTime() + lifeMs)
    const detail = `works until ${inWords(expiresAt)}`
    const done = await replaceProof({
      userId: user.id,
      email: user.email,
      sessionVersion: user.sessionVersion,
      proof: { digest: digestToken(token), purpose, issuedAt, expiresAt },
      event: {
        ...actEvent(deps, { userId, by, id, action: 'password-reset.one-time-link', detail }),
        endsLinks: true,
        letter: linkHandedOutLetter(deps, { id, user, settings, handedOutBy: by.username, until: expiresAt }),
      },
    })
    if (!done) continue
    deps.background.wake()
    const path = purpose === 'reset' ? 'reset-password' : 'invitation'
    return { outcome: 'made', link: `${deps.config.publicDoor.origin}/${path}?token=${token}`, expiresAt, purpose }
  }
}
