import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { someAdministrator } from '../letters/spoken.ts'
import type { Settings } from '../organization/settings.ts'
import { hashPassword } from '../security/passwords.ts'
import { digestToken, newCode, newToken } from '../security/tokens.ts'
import { prepareInvitation } from '../users/invitation.ts'
import type { PersonEvent, Proof } from '../users/model.ts'
import type { User } from '../users/users.ts'
import { resetLetter, sentResetLetter } from './mails.ts'
import type { ResetRequest } from './requests.ts'

const minute = 60_000
/** Source: OWASP ASVS 6.5.5; NIST SP 800-63B-4 §3.1.3.2. */
const codeLifeMinutes = 10

interface Due {
  request: ResetRequest
  user: User
  settings: Settings
}

/** A link about to be written into a person's record: the proof, and the event with the letter that carries it. Whoever was invited and
 *  has no password yet gets the invitation once more: a reset link would cut its life short. What an administrator sends carries
 *  no code, since no browser waits for one, and cannot be reported. */
export async function prepareReset(deps: Deps, due: Due): Promise<{ proof: Proof; event: PersonEvent }> {
  if (due.user.status === 'invited') return invitedAgain(deps, due)
  const { request, user, settings } = due
  const [id, token, now] = [randomUUID(), newToken(), deps.clock.now()]
  const expiresAt = new Date(now.getTime() + settings.system.linkLifetimeMinutes * minute)
  const draft = { id, user, settings, token, expiresAt, request }
  const { letter, ...more } = request.askedBy ? { letter: sentResetLetter(deps, draft) } : await withCode(deps, draft)
  const link = { purpose: 'reset' as const, issuedAt: now, expiresAt, returnTo: request.returnTo }
  const { askedBy: actor = 'anonymous', address } = request
  const entry = { at: now, action: 'password-reset.link-issued', outcome: 'done' as const, actor, subject: user.id }
  return {
    proof: { digest: digestToken(token), ...link, ...more },
    event: { id, endsLinks: true, entry: { ...entry, address }, letter },
  }
}

async function withCode(deps: Deps, draft: Parameters<typeof sentResetLetter>[1] & { request: ResetRequest }) {
  const [text, notMeToken] = [newCode(), newToken()]
  const expiresAt = new Date(deps.clock.now().getTime() + codeLifeMinutes * minute)
  const letter = resetLetter(deps, { ...draft, code: { text, lifeMinutes: codeLifeMinutes }, notMeToken })
  const code = { hash: await hashPassword(text), requestId: draft.request.id, expiresAt }
  return { letter, code, notMeDigest: digestToken(notMeToken) }
}

function invitedAgain(deps: Deps, { request, user, settings }: Due): { proof: Proof; event: PersonEvent } {
  const { askedBy: id = 'anonymous', address, returnTo } = request
  const by = { id, username: someAdministrator, address }
  const { proof, event } = prepareInvitation(deps, { user, by, action: 'user.invited-again', settings })
  return { proof: { ...proof, returnTo }, event }
}
