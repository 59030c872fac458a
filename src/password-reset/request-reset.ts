import type { Deps } from '../deps.ts'
import { storeRequest } from './requests.ts'

/** What a browser remembers of having asked, so that it can ask again and enter the mailed code: what was typed, where its visitor was
 *  going, and its latest requests with the moment of each (in milliseconds), newest first. */
export interface Asked {
  identifier: string
  returnTo?: string | undefined
  requests: { id: string; at: number }[]
}

/** How long a browser remembers that. */
export const askedLifeMs = 60 * 60_000
/** More than people usually get mails for in the life of a code. */
const requestsRemembered = 5

/** Takes down that somebody asked for a reset mail, and gives the request's id. The same single write whoever is named: nothing is looked
 *  up before the answer. Workers find it on their own schedule: woken now, they would tell by their load whether there is anybody.
 *  Source: OWASP Forgot Password Cheat Sheet, "Forgot Password Request". */
export function requestReset(
  deps: Deps,
  input: {
    identifier: string
    address: string
    userAgent: string
    returnTo?: string | undefined
    askedBy?: string | undefined
    tokenDigest?: string | undefined
    byKey?: boolean | undefined
    withCode?: boolean | undefined
    wants?: 'username' | undefined
  },
): Promise<string> {
  return storeRequest({ ...input, askedAt: deps.clock.now() })
}

/** The same for a browser, with what it shall remember: this request, and those it made `before`, since one person has several names. */
export async function askForReset(
  deps: Deps,
  input: {
    identifier: string
    returnTo: string | undefined
    before?: Asked | undefined
    address: string
    userAgent: string
  },
): Promise<Asked> {
  const { before, ...request } = input
  const { identifier, returnTo } = request
  const at = deps.clock.now().getTime()
  const id = await requestReset(deps, request)
  return { identifier, returnTo, requests: [{ id, at }, ...(before?.requests ?? [])].slice(0, requestsRemembered) }
}
