import { domainToASCII, domainToUnicode } from 'node:url'

const maxLocalLength = 64
const maxLength = 254
const local = /^[a-z0-9_+&'*=~#$^][a-z0-9_+&'*=~#$^/-]*(?:\.[a-z0-9_+&'*=~#$^/-]+)*$/i
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** Whether the text is one plain mail address: a dot-atom of ASCII letters, digits and harmless signs, one `@`, and a domain
 *  of at least two LDH labels (no IP address). Narrower than RFC 5321 on purpose: quoted parts, comments, groups, lists, routes
 *  (`%`, `!`), pipes, encoded words (`?`), literals and controls are refused. At most 64 octets before the `@`, 254 in all. */
export function isMailAddress(text: string): boolean {
  const at = text.indexOf('@')
  if (at < 1 || at > maxLocalLength || text.length > maxLength) return false
  return local.test(text.slice(0, at)) && isDomain(text.slice(at + 1))
}

/** The two spellings a store keeps of an address, or undefined when it is none. `address` is what mail is sent to: the part
 *  before the `@` untouched (nothing is trimmed), the domain in lower case as A-labels. `key` is what identity is compared by:
 *  the same with the local part NFKC and in lower case, so that Alice@ and alice@ are one person. A domain that IDNA would
 *  silently map to another one (full-width letters, other full stops, invisible signs) is refused. Source: UTS 46, bar M6. */
export function canonicalAddress(text: string): { address: string; key: string } | undefined {
  const at = text.lastIndexOf('@')
  const typed = text.slice(at + 1).toLowerCase()
  const domain = domainToASCII(typed)
  const readsBack = typed === domain || domainToUnicode(domain) === typed
  const address = `${text.slice(0, Math.max(at, 0))}@${domain}`
  if (!readsBack || !isMailAddress(address)) return undefined
  return { address, key: address.normalize('NFKC').toLowerCase() }
}

/** Whether the text is a name a mail program may introduce itself by: a host name, or an address in brackets. RFC 5321 4.1.3. */
export function isHostName(text: string): boolean {
  return /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f.:]+\])$/i.test(text)
}

function isDomain(text: string): boolean {
  const labels = text.split('.')
  return labels.length >= 2 && labels.every((part) => label.test(part)) && !/^\d+$/.test(labels.at(-1) ?? '')
}
