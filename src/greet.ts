import type { Deps } from './deps.ts'
import { issueSetupLink } from './setup/link.ts'
import { hasFirstAdministrator } from './users/users.ts'

/** Prints where both doors are, and the one-time setup link as long as nobody is administrator. */
export async function greet({ config }: Deps): Promise<void> {
  const { publicDoor, adminDoor } = config
  const lines = [
    '',
    `  Sign-in and My Account   ${publicDoor.origin}`,
    `  Console                  ${adminDoor.origin}`,
  ]
  if (!(await hasFirstAdministrator())) {
    const secret = await issueSetupLink(config.setupToken)
    lines.push(
      '',
      '  Nobody is administrator yet. Open this link, once, to begin:',
      `  ${adminDoor.origin}/setup?token=${encodeURIComponent(secret)}`,
    )
  }
  process.stdout.write(`${lines.join('\n')}\n\n`)
}
