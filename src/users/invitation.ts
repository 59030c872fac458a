import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import type { Addressee } from '../letters/letter.ts'
import type { Settings } from '../organization/settings.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { actEvent, type By } from './act-event.ts'
import { invitationLetter, invitationLifeMs } from './mails.ts'
import type { PersonEvent, Proof } from './model.ts'

/** An invitation about to be written into a person's record: the proof, and the event with the letter that carries its link. */
export function prepareInvitation(
  deps: Deps,
  due: { user: Addressee; by: By; action: string; settings: Settings; detail?: string },
): { proof: Proof; event: PersonEvent } {
  const { user, by, action, settings, detail } = due
  const [id, token, issuedAt] = [randomUUID(), newToken(), deps.clock.now()]
  const expiresAt = new Date(issuedAt.getTime() + invitationLifeMs)
  const letter = invitationLetter(deps, { id, user, settings, token, expiresAt, invitedBy: by.username })
  return {
    proof: { digest: digestToken(token), purpose: 'invitation', issuedAt, expiresAt },
    event: { ...actEvent(deps, { id, at: issuedAt, userId: user.id, by, action, detail }), endsLinks: true, letter },
  }
}
