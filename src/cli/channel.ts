import { randomUUID } from 'node:crypto'
import { open, seal } from '../security/secret-box.ts'

/** What a command asks the running server to do. `id` and `at` (milliseconds since 1970) make each call good for once. */
export interface Call {
  act: string
  input: unknown
  id: string
  at: number
}

/** Where the server that has the embedded file hears calls, at its admin door. */
export const channelPath = '/command-line'

/** A call under the deployment's own seal. Only who holds SECRETS can make one, read it, or answer it: whoever else listens on the
 *  port learns nothing, and nothing that opens doors ever travels in the clear. */
export function sealCall(secrets: readonly string[], asked: Pick<Call, 'act' | 'input'>): { call: Call; box: string } {
  const call = { ...asked, id: randomUUID(), at: Date.now() }
  return { call, box: seal(secrets, 'command-line/call', JSON.stringify(call)) }
}

/** The call in a box; undefined where the seal is not ours. */
export function openCall(secrets: readonly string[], box: string): Call | undefined {
  const text = open(secrets, 'command-line/call', box)
  return text === undefined ? undefined : JSON.parse(text)
}

/** An answer, sealed for the one call it belongs to. */
export function sealAnswer(secrets: readonly string[], { id }: Call, answer: unknown): string {
  return seal(secrets, `command-line/answer/${id}`, JSON.stringify(answer))
}

/** The answer to this very call; undefined where it is another's, or its seal is not ours. */
export function openAnswer(secrets: readonly string[], { id }: Call, box: string): unknown {
  const text = open(secrets, `command-line/answer/${id}`, box)
  return text === undefined ? undefined : JSON.parse(text)
}
