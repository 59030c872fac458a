import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { canonicalAddress } from '../mail/address.ts'
import { readSettings, type Settings } from '../organization/settings.ts'
import { actEvent, type By } from './act-event.ts'
import { changeDetails, type Details } from './details.ts'
import { prepareInvitation } from './invitation.ts'
import { addressChangedLetter } from './mails.ts'
import { findUser, type User } from './users.ts'

export type Edited =
  | { outcome: 'changed'; newAddress: boolean; invitedAgain: boolean }
  | { outcome: 'unchanged' | 'unknown' | 'administrator' }
  | { outcome: 'taken'; field: 'username' | 'email' }

/** Changes what a person is called and where their mail goes, as far as `details` say; the rest stays. A new address ends the link
 *  mailed to the old one, and the old one is told; whoever was still invited gets a new invitation at the new one. It is one write with
 *  the events that tell of it. Says which name is taken where one is. Source: OWASP ASVS 6.3.7. */
export async function editUser(
  deps: Deps,
  input: { userId: string; details: Partial<Details>; by: By },
): Promise<Edited> {
  const { by } = input
  const settings = await readSettings()
  for (;;) {
    const was = await findUser(input.userId)
    if (!was) return { outcome: 'unknown' }
    if (by.byKey && was.roles.includes('administrator')) return { outcome: 'administrator' }
    const { username, email, givenName, familyName } = { ...was, ...input.details }
    const details = { username, email, givenName, familyName }
    const detail = differences(was, details)
    if (detail === '') return { outcome: 'unchanged' }
    const newAddress = canonicalAddress(was.email)?.key !== canonicalAddress(details.email)?.key
    const plan = newAddress ? readdressed(deps, { was, details, by, settings, detail }) : undefined
    const { link = 'keep', events = [actEvent(deps, { userId: was.id, by, action: 'user.changed', detail })] } =
      plan ?? {}
    const done = await changeDetails({ was, details, link, events })
    if (done.outcome === 'overtaken') continue
    if (done.outcome === 'taken') return done
    deps.background.wake()
    return { outcome: 'changed', newAddress, invitedAgain: newAddress && was.status === 'invited' }
  }
}

/** Only one of the events takes back letters: the one whose own letter, if any, must stay. */
function readdressed(
  deps: Deps,
  due: { was: User; details: Details; by: By; settings: Settings; detail: string },
): { link: Parameters<typeof changeDetails>[0]['link']; events: Parameters<typeof changeDetails>[0]['events'] } {
  const { was, details, by, settings, detail } = due
  const id = randomUUID()
  const changed = {
    ...actEvent(deps, { id, userId: was.id, by, action: 'user.changed', detail }),
    letter: addressChangedLetter(deps, { id, user: was, settings, changedBy: by.username }),
  }
  if (was.status !== 'invited') return { link: 'end', events: [{ ...changed, endsLinks: true }] }
  const user = { ...was, ...details }
  const { proof, event } = prepareInvitation(deps, { user, by, action: 'user.invited-again', settings })
  return { link: proof, events: [changed, event] }
}

/** What changes, for the audit log: names and addresses with their old values, which nobody could look up any more. */
function differences(was: Details, now: Details): string {
  const changes = [
    was.username !== now.username && `username ${was.username} to ${now.username}`,
    was.email !== now.email && `e-mail address ${was.email} to ${now.email}`,
    (was.givenName !== now.givenName || was.familyName !== now.familyName) && 'name',
  ]
  return changes.filter(Boolean).join(', ')
}
