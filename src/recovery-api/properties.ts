import { returnPath } from '../web/return-to.ts'
import type { Properties } from './v09-forms.ts'

/** The value of a property that is given exactly once; undefined otherwise. */
export function propertyOf(properties: Properties, key: string): string | undefined {
  const found = (properties ?? []).filter((property) => property.key === key)
  return found.length === 1 ? found[0]?.value : undefined
}

/** Where the person goes on afterwards, from the property `callback` (URL-encoded): a path of the public door, or a whole address of its
 *  origin. 'refused' for everything else. Source: OWASP Unvalidated Redirects and Forwards Cheat Sheet. */
export function callbackIn(properties: Properties, origin: string): { returnTo: string | undefined } | 'refused' {
  const given = propertyOf(properties, 'callback')
  if (given === undefined || given === '') return { returnTo: undefined }
  const text = unescaped(given)
  const url = text && URL.canParse(text) ? new URL(text) : undefined
  const path = url?.origin === origin ? `${url.pathname}${url.search}` : text
  const returnTo = returnPath(path)
  return returnTo === undefined ? 'refused' : { returnTo }
}

function unescaped(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
