import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { digestToken, isToken, newToken } from '../security/tokens.ts'
import { liveUndosOf } from '../users/address-undo.ts'
import type { PersonEvent } from '../users/model.ts'
import { identifierKey } from '../users/names.ts'
import { confirmPendingEmail, dropPendingEmail, findPendingHolder, type Holder } from '../users/pending-email.ts'
import { emailChangedLetter } from './mails.ts'

/** Whose address a mailed link confirms, changing nothing; undefined for unknown, used, replaced, expired, cancelled and damaged links
 *  alike. */
export async function openAddressLink(deps: Deps, token: unknown): Promise<Holder | undefined> {
  return isToken(token) ? findPendingHolder({ digest: digestToken(token), now: deps.clock.now() }) : undefined
}

/** The old mailbox may take the change back for so long: as long as its notice waits for a relay. */
const undoLifeMs = 3 * 24 * 60 * 60_000

/** Confirms a new address with the mailed link: of any number of callers one changes it. Links mailed to the old address die, and it is
 *  told, with a link to undo the change. 'dead-link' also where the address became somebody else's in the meantime; 'other-account', and
 *  nothing changes, where somebody else is signed in. Source: OWASP ASVS 6.3.7. */
export async function confirmEmail(
  deps: Deps,
  input: { token: unknown; signedIn: string | undefined; address: string; userAgent: string },
): Promise<'confirmed' | 'dead-link' | 'other-account'> {
  const { token, signedIn } = input
  const settings = await readSettings()
  for (;;) {
    const holder = await openAddressLink(deps, token)
    if (!holder || !isToken(token)) return 'dead-link'
    if (signedIn !== undefined && signedIn !== holder.id) return 'other-account'
    const claim = { digest: digestToken(token), now: deps.clock.now() }
    const changed = toEvent(deps, { holder, input, outcome: 'done' })
    const [undoToken, issuedAt] = [newToken(), changed.entry.at]
    const expiresAt = new Date(issuedAt.getTime() + undoLifeMs)
    const emailKey = identifierKey(holder.email)
    const undo = { digest: digestToken(undoToken), email: holder.email, emailKey, issuedAt, expiresAt }
    const former = (await liveUndosOf(holder.id, claim.now)).filter((way) => way.emailKey !== holder.newEmailKey)
    const told = { id: changed.id, user: holder, settings, source: input }
    const letter = emailChangedLetter(deps, { ...told, undoToken, expiresAt })
    const event = { ...changed, endsLinks: true, letter }
    const done = await confirmPendingEmail(claim, { holder, undos: [...former, undo], event })
    if (done === 'overtaken') continue
    if (done === 'taken') {
      const refused = toEvent(deps, { holder, input, outcome: 'refused' })
      await dropPendingEmail({ userId: holder.id, digest: claim.digest, event: refused })
    }
    deps.background.wake()
    return done === 'confirmed' ? 'confirmed' : 'dead-link'
  }
}

function toEvent(
  deps: Deps,
  { holder, input, outcome }: { holder: Holder; input: { address: string }; outcome: 'done' | 'refused' },
): PersonEvent {
  const { id: subject, email, newEmail } = holder
  const detail = `e-mail address ${email} to ${newEmail}`
  const entry = { at: deps.clock.now(), action: 'email.changed', outcome, actor: subject, subject }
  return { id: randomUUID(), entry: { ...entry, address: input.address, detail } }
}
