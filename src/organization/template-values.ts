import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { displayName } from '../users/names.ts'
import type { User } from '../users/users.ts'
import type { Settings } from './settings.ts'

/** Made-up values for every placeholder of every letter, as for a letter to this person now; the letter says them in its own
 *  language. Links lead nowhere. */
export function sampleValues({ config, clock }: Deps, settings: Settings, reader: User): Record<string, string> {
  const now = clock.now()
  const { linkLifetimeMinutes } = settings.system
  return {
    organizationName: settings.organizationName,
    supportContact: settings.supportContact,
    brandColor: settings.brandColor,
    displayName: displayName(reader),
    username: reader.username,
    link: `${config.publicDoor.origin}/reset-password?token=this-is-only-a-sample`,
    lifetimeMinutes: String(linkLifetimeMinutes),
    code: '1234 5678',
    codeLifetimeMinutes: '10',
    notMeLink: `${config.publicDoor.origin}/not-me?token=this-is-only-a-sample`,
    undoLink: `${config.publicDoor.origin}/undo-address?token=this-is-only-a-sample`,
    undoEndsAt: inWords(new Date(now.getTime() + 3 * 24 * 60 * 60_000)),
    keyName: 'nightly report',
    signInLink: `${config.publicDoor.origin}/sign-in`,
    reporter: reader.username,
    reportedFrom: '203.0.113.7',
    until: inWords(new Date(now.getTime() + linkLifetimeMinutes * 60_000)),
    askedAt: inWords(now),
    askedFrom: '203.0.113.7',
    askedWith: 'Firefox 145 on Windows',
    invitedBy: displayName(reader),
    changedBy: displayName(reader),
    handedOutBy: displayName(reader),
    at: inWords(now),
  }
}
