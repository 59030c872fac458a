import { type Config, type Hashing, inShort } from '../config.ts'
import { span } from '../mail/words.ts'
import { hashFigures } from '../security/passwords.ts'
import { peppersOf } from '../security/pepper.ts'
import { countUnderOtherPeppers } from '../users/peppered.ts'
import type { Finding } from './examine.ts'

const most = 1000
const recentlyMs = 15 * 60_000

/** How many people cannot sign in because the pepper their password was hashed with is not among these; counted up to 1000. */
export function countWithoutPepper({ peppers }: Pick<Hashing, 'peppers'>): Promise<number> {
  return countUnderOtherPeppers(
    peppersOf(peppers).map(({ id }) => id),
    most,
  )
}

/** How passwords are kept: whether a pepper is missing that people's hashes need, and whether somebody was sent away by this process
 *  because too many came at once. */
export async function examinePasswords({ passwords }: Config): Promise<Finding> {
  const what = 'Password hashes'
  const peppers = peppersOf(passwords.peppers)
  const lost = await countWithoutPepper(passwords)
  if (lost > 0) {
    const who =
      lost === 1
        ? 'The password of 1 person needs'
        : `The passwords of ${lost === most ? `${most} or more` : lost} people need`
    const advice =
      'Put it back into PASSWORD_PEPPERS. Where it is lost, they choose a new password by “Forgot your Password?”.'
    return { what, state: 'fault', text: `${who} a pepper that is not set here.`, advice }
  }
  const { refused, refusedMsAgo = Number.POSITIVE_INFINITY } = hashFigures()
  if (refusedMsAgo < recentlyMs) {
    const text = `More people came at once than can be served: ${refused} refused since the start, the last ${span(refusedMsAgo)} ago.`
    const advice =
      'The audit log says whether somebody guesses. Otherwise give it more cores; calibrate says what they can do.'
    return { what, state: 'warning', text, advice }
  }
  const pepper = peppers.length === 0 ? 'no pepper' : 'with a pepper'
  return { what, state: 'ok', text: `argon2id at ${inShort(passwords.cost)}, ${pepper}, ${passwords.atOnce} at once.` }
}
