const base = 'http://latchkey.invalid'

/** A way back inside this door: the path and query of `value` if it is a path of ours, undefined for everything else.
 *  Source: OWASP Unvalidated Redirects and Forwards Cheat Sheet. */
export function returnPath(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 500) return undefined
  if (!/^\/(?![/\\])[\x21-\x7e]*$/.test(value) || value.includes('\\')) return undefined
  if (!URL.canParse(value, base)) return undefined
  const url = new URL(value, base)
  return url.origin === base && !url.pathname.startsWith('//') ? `${url.pathname}${url.search}` : undefined
}

/** `path` with the way back appended as `return_to`, where there is one. */
export function withReturn(path: string, returnTo: string | undefined): string {
  return returnTo === undefined ? path : `${path}?return_to=${encodeURIComponent(returnTo)}`
}
