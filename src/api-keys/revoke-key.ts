import { appendEntry } from '../audit/log.ts'
import type { Deps } from '../deps.ts'
import { spellKey } from './key-in-use.ts'
import { endKey, findKey } from './keys.ts'

/** Ends a key for good, whoever made it; its next call is refused, on every process. 'unchanged' where it was revoked before; of several
 *  who do it at once one is told 'revoked'. Source: OWASP ASVS 7.4.1. */
export async function revokeKey(
  deps: Deps,
  act: { id: string; by: { id: string; address: string } },
): Promise<'revoked' | 'unchanged' | 'unknown'> {
  const { id, by } = act
  const at = deps.clock.now()
  const key = await findKey(id)
  if (!key) return 'unknown'
  if (key.revokedAt) return 'unchanged'
  const entry = { at, action: 'api-key.revoked', outcome: 'done' as const, actor: by.id, subject: key.ownerId }
  await appendEntry({ ...entry, id: `api-key-${id}-revoked`, address: by.address, detail: spellKey(key) })
  return (await endKey(id, at)) ? 'revoked' : 'unchanged'
}
