import type { Deps } from '../deps.ts'
import { type Language, usualLanguage } from '../languages/names.ts'
import { changeLanguage } from '../users/change-language.ts'
import type { User } from '../users/users.ts'

/** Gives somebody who has just signed in the language they were spoken to in: the one `chosen` on this browser, or, the first time and
 *  where no administrator chose another for them, that of the sign-in `page`. Their letters speak it from then on, too. */
export async function adoptLanguage(
  deps: Deps,
  given: { user: User; chosen: Language | undefined; page: Language; address: string },
): Promise<void> {
  const { user, chosen, page, address } = given
  const isNew = user.lastSignInAt === undefined && user.language === usualLanguage
  const language = chosen ?? (isNew ? page : undefined)
  if (language && language !== user.language) await changeLanguage(deps, { userId: user.id, language, address })
}
