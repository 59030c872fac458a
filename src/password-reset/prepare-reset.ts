import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { someAdministrator } from '../letters/spoken.ts'
import type { Settings } from '../organization/settings.ts'
import { hashPassword } from '../security/passwords.ts'
import { digestToken, newCode, newToken } from '../security/tokens.ts'
import { prepareInvitation } from '../users/invitation.ts'
import type { PersonEvent, Proof } from '../users/model.ts'
import type { User } from '../users/users.ts'
import { resetCodeLetter, resetLetter, sentResetLetter } from './mails.ts'
import type { ResetRequest } from './requests.ts'

const minute = 60_000
/** How long a mailed code works. Source: OWASP ASVS 6.5.5; NIST SP 800-63B-4 §3.1.3.2. */
export const codeLifeMinutes = 10

interface Due {
  request: ResetRequest
  user: User
  settings: Settings
}

/** A link about to be written into a person's record: the proof, and the event with the letter that carries it. Whoever was invited and
 *  has no password yet gets the invitation once more: a reset link would cut its life short. What an administrator sends carries
 *  no code, since no browser waits for one, and cannot be reported. Where codes are sent instead of links, the token of the link stays
 *  with nobody. */
export async function prepareReset(deps: Deps, due: Due): Promise<{ proof: Proof; event: PersonEvent }> {
  if (due.user.status === 'invited') return invitedAgain(deps, due)
  const { request, user, settings } = due
  // That takes a while, and letters with dead links are told by their time: the clock is read afterwards.
  const code = request.askedBy && !request.withCode ? undefined : await hashedCode()
  const [id, token, now] = [randomUUID(), newToken(), deps.clock.now()]
  const expiresAt = new Date(now.getTime() + settings.system.linkLifetimeMinutes * minute)
  const draft = { id, user, settings, token, expiresAt, request }
  const { letter, ...more } = code
    ? withCode(deps, { draft, request, issuedAt: now, code })
    : { letter: request.tokenDigest ? undefined : sentResetLetter(deps, draft) }
  const link = { purpose: 'reset' as const, issuedAt: now, expiresAt, returnTo: request.returnTo }
  const { askedBy: actor = 'anonymous', address } = request
  const entry = { at: now, action: 'password-reset.link-issued', outcome: 'done' as const, actor, subject: user.id }
  return {
    proof: { digest: request.tokenDigest ?? digestToken(token), ...link, ...more },
    event: { id, endsLinks: true, entry: { ...entry, address }, letter },
  }
}

type HashedCode = Awaited<ReturnType<typeof hashedCode>>

async function hashedCode() {
  const text = newCode()
  return { text, hash: await hashPassword(text) }
}

function withCode(
  deps: Deps,
  due: { draft: Parameters<typeof sentResetLetter>[1]; request: ResetRequest; issuedAt: Date; code: HashedCode },
) {
  const { draft, request, issuedAt, code } = due
  const notMeToken = newToken()
  const expiresAt = new Date(issuedAt.getTime() + codeLifeMinutes * minute)
  const ask = { ...draft, code: { text: code.text, lifeMinutes: codeLifeMinutes, expiresAt }, notMeToken }
  const letter = draft.settings.recovery.codeInsteadOfLink ? resetCodeLetter(deps, ask) : resetLetter(deps, ask)
  return { letter, code: { hash: code.hash, requestId: request.id, expiresAt }, notMeDigest: digestToken(notMeToken) }
}

function invitedAgain(deps: Deps, { request, user, settings }: Due): { proof: Proof; event: PersonEvent } {
  const { askedBy: id = 'anonymous', address, returnTo } = request
  const by = { id, username: someAdministrator, address }
  const { proof, event } = prepareInvitation(deps, { user, by, action: 'user.invited-again', settings })
  return { proof: { ...proof, returnTo }, event }
}
