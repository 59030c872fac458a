import { expect } from 'vitest'
import { basic, call } from '../recovery-api/program.ts'
import type { Latchkey } from '../support/latchkey.ts'
import type { RawAnswer } from '../support/raw-request.ts'

export const users = '/api/v1/users'

type Json = ReturnType<typeof JSON.parse>

/** What came back: the answer, and its body where that is JSON. */
export interface Told extends RawAnswer {
  json: Json
}

/** Asks the users' part of the API as somebody, and keeps no answer that holds a secret unnoticed. */
export async function askUsers(
  latchkey: Latchkey,
  path: string,
  more: { method?: string; body?: unknown; as?: string; type?: string } = {},
): Promise<Told> {
  const { body, as = basic(), type, method } = more
  const headers = { Authorization: as, ...(type && { 'Content-Type': type }) }
  const answer = await call(latchkey, `${users}${path}`, body, { ...(method && { method }), headers })
  expect(answer.body).not.toMatch(/argon2|passwordHash|digest|sessionVersion|emailKey|\b[0-9a-f]{64}\b/i)
  expect(answer.cookies).toEqual([])
  const isJson = answer.header('content-type').startsWith('application/json')
  return { ...answer, json: isJson ? JSON.parse(answer.body) : undefined }
}

/** The user of this name, as a look-up by name finds them. */
export async function lookUp(latchkey: Latchkey, username: string): Promise<Json> {
  const { json } = await askUsers(latchkey, `?username=${encodeURIComponent(username)}`)
  return json.items[0]
}

/** Checks that an answer is a fault of this status and code, and says why. */
export function expectRefusal({ status, json }: Told, wanted: [status: number, code: string]): void {
  expect([status, json?.code]).toEqual(wanted)
  for (const field of ['message', 'description', 'traceId']) expect(json[field]).toMatch(/./)
}
