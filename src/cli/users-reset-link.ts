import type { Deps } from '../deps.ts'
import { inWords } from '../letters/letter.ts'
import { handOutLink } from '../users/hand-out-link.ts'
import { findByIdentifier } from '../users/users.ts'
import { type Answer, commandLine, type DatabaseCommand, refusal } from './command.ts'

/** Makes a link with which a person chooses a new password: the way in for an administrator who is locked out. */
export const usersResetLink: DatabaseCommand<string> = {
  says: 'prints a link, once, with which a person chooses a new password; works without mail',
  usage: 'users reset-link <username or e-mail address>',
  words: [1, 1],
  read: ({ words: [identifier = ''] }) => identifier,
  act: makeLink,
}

async function makeLink(deps: Deps, identifier: string): Promise<Answer> {
  const user = await findByIdentifier(identifier)
  const unknown = refusal(`Nobody is called ${identifier}. This shows who there is: npm run latchkey -- users list`)
  if (!user) return unknown
  const made = await handOutLink(deps, { userId: user.id, by: commandLine, evenWhileClosed: true })
  if (made.outcome === 'disabled')
    return refusal(`No link was made: the account ${user.username} is disabled. An administrator can enable it.`)
  if (made.outcome !== 'made') return unknown
  const { link, expiresAt } = made
  const told = `${user.email} is told that this link was made, as soon as mail leaves.`
  return {
    text: `${link}\n\nIt works once, until ${inWords(expiresAt)}, and is shown only here. Links from before are dead.\n${told}`,
    code: 0,
  }
}
