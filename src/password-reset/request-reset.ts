import type { Deps } from '../deps.ts'
import { storeRequest } from './requests.ts'

/** Takes down that somebody asked for a reset mail. The same single write whoever is named: nothing is looked up before the
 *  answer. Workers find it on their own schedule: woken now, they would tell by their load whether there is anybody. Source: OWASP Forgot Password Cheat Sheet, "Forgot Password Request". */
export async function requestReset(
  deps: Deps,
  input: {
    identifier: string
    address: string
    userAgent: string
    returnTo?: string | undefined
    askedBy?: string | undefined
  },
): Promise<void> {
  await storeRequest({ ...input, askedAt: deps.clock.now() })
}
