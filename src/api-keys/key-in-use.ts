import { AsyncLocalStorage } from 'node:async_hooks'

interface KeyInUse {
  id: string
  name: string
}

const inUse = new AsyncLocalStorage<KeyInUse | undefined>()

/** Does something in the name of a key: every audit entry made on the way says which key it was, so that no use case has to pass it on
 *  and none can forget it. Without a key the entries name none. Source: OWASP ASVS 16.2.1. */
export function usingKey<Result>(key: KeyInUse | undefined, act: () => Result): Result {
  return inUse.run(key, act)
}

/** The detail of an audit entry, with the key under whose call it is made, where there is one; said once. */
export function namingKey(detail: string | undefined): string | undefined {
  const key = inUse.getStore()
  if (!key) return detail
  const words = `by API key ${spellKey(key)}`
  if (!detail) return words
  if (detail.endsWith(words)) return detail
  return `${detail.replace(/(^|, )by API$/, '')}, ${words}`.replace(/^, /, '')
}

/** What a key is called in the audit log: its name and its id. */
export function spellKey({ id, name }: KeyInUse): string {
  return `${name} (${id})`
}
