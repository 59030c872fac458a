import type { Deps } from '../deps.ts'
import { type Addressee, inWords, letterRow } from '../mail/letter.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'

/** A first password has to be chosen within a day. Source: OWASP ASVS 6.4.1. */
export const invitationLifeMs = 24 * 60 * 60_000

/** The letter that invites a new person to choose a password. */
export function invitationLetter(
  deps: Deps,
  invitation: { id: string; user: Addressee; settings: Settings; token: string; expiresAt: Date; invitedBy: string },
): LetterRow {
  const { id, user, settings, token, expiresAt, invitedBy } = invitation
  const lifeMinutes = Math.round((expiresAt.getTime() - deps.clock.now().getTime()) / 60_000)
  return letterRow(deps, {
    id,
    kind: 'invitation',
    subject: `Choose your password at ${settings.organizationName}`,
    to: user,
    settings,
    expiresAt,
    secret: { link: `${deps.config.publicDoor.origin}/invitation?token=${token}` },
    placeholders: {
      lifetimeMinutes: String(lifeMinutes),
      until: inWords(expiresAt),
      askedAt: inWords(deps.clock.now()),
      invitedBy,
    },
  })
}
