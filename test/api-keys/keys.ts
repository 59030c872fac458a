import type { Scope } from '../../src/api-keys/scopes.ts'
import { call } from '../recovery-api/program.ts'
import type { Latchkey } from '../support/latchkey.ts'
import type { RawAnswer } from '../support/raw-request.ts'

export interface MadeKey {
  id: string
  key: string
}

/** Makes a key as a program of the administrator does. */
export async function makeKey(latchkey: Latchkey, scopes: Scope[], name = 'nightly'): Promise<MadeKey> {
  const made = await call(latchkey, '/api/v1/keys', { name, scopes })
  if (made.status !== 201) throw new Error(`No key: ${made.status} ${made.body}`)
  return JSON.parse(made.body)
}

/** Calls the API with a key. */
export function callWith(
  latchkey: Latchkey,
  key: string,
  path: string,
  more: { method?: string; body?: unknown } = {},
): Promise<RawAnswer> {
  const { method, body } = more
  return call(latchkey, path, body, { headers: { Authorization: `Bearer ${key}` }, ...(method && { method }) })
}
