import { expect } from 'vitest'
import { basic, call } from '../recovery-api/program.ts'
import type { Latchkey } from '../support/latchkey.ts'

type Json = ReturnType<typeof JSON.parse>

/** Asks Latchkey's own API as the administrator, or with the key `as`; no answer may hold one of `secrets`. */
export async function ask(
  latchkey: Latchkey,
  path: string,
  { body, method, as }: { body?: unknown; method?: string; as?: string } = {},
): Promise<{ status: number; json: Json; header(name: string): string }> {
  const headers = { Authorization: as === undefined ? basic() : `Bearer ${as}` }
  const answer = await call(latchkey, `/api/v1${path}`, body, { ...(method && { method }), headers })
  expect(answer.body).not.toMatch(/\$argon2|sealed[A-Z]|"v1\.[\w-]{16}/)
  return { status: answer.status, json: answer.body ? JSON.parse(answer.body) : undefined, header: answer.header }
}

/** A key of the administrator that is good for these scopes alone. */
export async function keyFor(latchkey: Latchkey, scopes: string[]): Promise<string> {
  const made = await ask(latchkey, '/keys', { body: { name: `for ${scopes.join(' ')}`, scopes, life_days: 1 } })
  return made.json.key
}

/** The fields an answer refuses, each with why; nothing where it refuses none. */
export function refusedIn({ status, json }: { status: number; json: Json }): Record<string, string> {
  if (status !== 422) return {}
  expect(json).toMatchObject({ code: 'invalid-fields', traceId: expect.stringMatching(/./) })
  return Object.fromEntries(json.errors.map(({ field, message }: Json) => [field, message]))
}
