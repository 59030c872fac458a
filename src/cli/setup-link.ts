import { randomUUID } from 'node:crypto'
import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { issueSetupLink } from '../setup/link.ts'
import { hasFirstAdministrator } from '../users/users.ts'
import { type Answer, commandLine, type DatabaseCommand, refusal } from './command.ts'

/** Prints a fresh link to the first-run wizard, as long as nobody is administrator. */
export const setupLink: DatabaseCommand<null> = {
  says: 'prints a fresh link for the first run, while nobody is administrator',
  usage: 'setup-link',
  read: () => null,
  act: makeLink,
}

async function makeLink({ config, clock }: Deps): Promise<Answer> {
  if (await hasFirstAdministrator())
    return refusal(
      'There is an administrator, so the first run is over for good.\nWhoever is locked out gets in with: npm run latchkey -- users reset-link <username>',
    )
  const { id: actor, address } = commandLine
  const entry = { at: clock.now(), action: 'setup.link-shown', outcome: 'done' as const, actor, subject: '', address }
  // The entry first: a link that works shall not lack it.
  await appendEntry({ id: randomUUID(), ...entry })
  const secret = await issueSetupLink(undefined)
  const text = `Open this link, once, to become the administrator:\n${config.adminDoor.origin}/setup?token=${secret}`
  return { text, code: 0 }
}
