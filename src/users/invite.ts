import { randomUUID } from 'node:crypto'
import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { digestToken, newToken } from '../security/tokens.ts'
import { renewInvitation } from './changes.ts'
import { invitationLetter, invitationLifeMs } from './mails.ts'
import type { PersonEvent, Proof } from './model.ts'
import { createUser, findUser, newUserId, type User } from './users.ts'

/** The administrator who acts, and from where. */
export interface By {
  id: string
  username: string
  address: string
}

export type Invitee = Pick<User, 'username' | 'email' | 'givenName' | 'familyName'> & { administrator: boolean }

/** Creates a person without a password and invites them to choose one: the record, the link and the letter are one write.
 *  Nobody but the person ever sees or chooses the password. Says which name is taken where one is. */
export async function invite(
  deps: Deps,
  input: { invitee: Invitee; by: By },
): Promise<{ outcome: 'invited'; id: string } | { outcome: 'taken'; field: 'username' | 'email' }> {
  const { administrator, ...names } = input.invitee
  const person = { ...names, id: newUserId(), language: 'en' }
  const created = await createUser({
    ...person,
    ...(await prepare(deps, { user: person, by: input.by, action: 'user.created' })),
    roles: administrator ? ['administrator'] : [],
    status: 'invited',
    createdAt: deps.clock.now(),
  })
  if (created.outcome === 'taken') return { outcome: 'taken', field: created.field === 'email' ? 'email' : 'username' }
  deps.background.wake()
  return { outcome: 'invited', id: created.id }
}

/** Sends a new invitation in place of the old one. False when the person has chosen a password meanwhile, or is shut out. */
export async function inviteAgain(deps: Deps, input: { userId: string; by: By }): Promise<boolean> {
  const user = await findUser(input.userId)
  if (user?.status !== 'invited') return false
  const prepared = await prepare(deps, { user, by: input.by, action: 'user.invited-again' })
  const done = await renewInvitation({ userId: user.id, ...prepared })
  deps.background.wake()
  return done
}

async function prepare(
  deps: Deps,
  due: { user: Omit<Invitee, 'administrator'> & { id: string; language: string }; by: By; action: string },
): Promise<{ proof: Proof; event: PersonEvent }> {
  const { user, by, action } = due
  const [at, id, token, settings] = [deps.clock.now(), randomUUID(), newToken(), await readSettings()]
  const expiresAt = new Date(at.getTime() + invitationLifeMs)
  const letter = invitationLetter(deps, { id, user, settings, token, expiresAt, invitedBy: by.username })
  const entry = { at, action, outcome: 'done' as const, actor: by.id, subject: user.id, address: by.address }
  return {
    proof: { digest: digestToken(token), purpose: 'invitation', issuedAt: at, expiresAt },
    event: { id, endsLinks: true, entry, letter },
  }
}
