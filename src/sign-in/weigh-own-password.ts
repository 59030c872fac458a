import type { Deps } from '../deps.ts'
import { readSettings } from '../organization/settings.ts'
import { askLeave, takeBack } from '../security/attempts.ts'
import { admitHashing, isPassword } from '../security/passwords.ts'
import { identifierKey } from '../users/names.ts'
import type { User } from '../users/users.ts'

export type OwnPassword = { outcome: 'right' } | { outcome: 'wrong' } | { outcome: 'wait'; seconds: number }

/** Weighs the password of somebody who is signed in and shows it once more. Wrong guesses count with those of the sign-in page; where
 *  strangers have used those up, a session counts as a known device. A right one takes back only itself, so that whoever stole a session
 *  gets no more guesses by what its owner does. Throws `HashPoolFull` where it cannot be weighed soon.
 *  Source: OWASP ASVS 6.1.3, 7.5.1. */
export function weighOwnPassword(
  deps: Deps,
  given: { user: User; password: string; address: string },
): Promise<OwnPassword> {
  const { user, password, address } = given
  const { secrets } = deps.config
  return admitHashing('proven', async () => {
    const { guessLimits: limits } = (await readSettings()).system
    const asker = { name: identifierKey(user.username), address, way: 'page', device: `session of ${user.id}` } as const
    const asked = await askLeave(secrets, asker, { limits, now: deps.clock.now() })
    if (asked.outcome === 'wait') return asked
    if (!(await isPassword(password, user.passwordHash))) return { outcome: 'wrong' }
    await takeBack(asked.leave)
    return { outcome: 'right' }
  })
}
