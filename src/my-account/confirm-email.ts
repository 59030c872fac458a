import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { digestToken, isToken } from '../security/tokens.ts'
import type { PersonEvent } from '../users/model.ts'
import { confirmPendingEmail, dropPendingEmail, findPendingHolder, type Holder } from '../users/pending-email.ts'
import { emailChangedLetter } from './mails.ts'

/** Whose address a mailed link confirms, changing nothing; undefined for unknown, used, replaced, expired, cancelled and damaged links
 *  alike. */
export async function openAddressLink(deps: Deps, token: unknown): Promise<Holder | undefined> {
  return isToken(token) ? findPendingHolder({ digest: digestToken(token), now: deps.clock.now() }) : undefined
}

/** Confirms a new address with the mailed link: of any number of callers one changes it. Links mailed to the old address die and it is
 *  told. False for a dead link, and where the address became somebody else's in the meantime. Source: OWASP ASVS 6.3.7. */
export async function confirmEmail(
  deps: Deps,
  input: { token: unknown; address: string; userAgent: string },
): Promise<boolean> {
  const { token } = input
  const settings = await readSettings()
  for (;;) {
    const holder = await openAddressLink(deps, token)
    if (!holder || !isToken(token)) return false
    const claim = { digest: digestToken(token), now: deps.clock.now() }
    const changed = toEvent(deps, { holder, input, outcome: 'done' })
    const letter = emailChangedLetter(deps, { id: changed.id, user: holder, settings, source: input })
    const event = { ...changed, endsLinks: true, letter }
    const done = await confirmPendingEmail(claim, { holder, event })
    if (done === 'overtaken') continue
    if (done === 'taken') {
      const refused = toEvent(deps, { holder, input, outcome: 'refused' })
      await dropPendingEmail({ userId: holder.id, digest: claim.digest, event: refused })
    }
    deps.background.wake()
    return done === 'confirmed'
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
