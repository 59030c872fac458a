import { isOnItsWay } from './acts.ts'
import type { MailRecord } from './history.ts'

/** A letter as the API tells of it: everything but its words and secrets. */
export function toLetterBody(letter: MailRecord, now: Date) {
  const { _id: id, kind, to, language, state, attempts, messageId } = letter
  const waits = state === 'queued'
  return {
    id,
    kind,
    to: { name: to.name, address: to.address },
    user_id: letter.userId,
    language,
    state,
    on_its_way: waits && isOnItsWay(letter, now),
    failed_tries: attempts,
    queued_at: letter.createdAt.toISOString(),
    next_try_at: waits ? letter.notBefore.toISOString() : null,
    last_try_at: letter.triedAt?.toISOString() ?? null,
    ended_at: letter.endedAt?.toISOString() ?? null,
    worth_sending_until: letter.expiresAt.toISOString(),
    last_reply: letter.lastReply,
    message_id: messageId,
  }
}

/** The same with its tries, oldest first. */
export function toLetterWithTries(letter: MailRecord, now: Date) {
  const tries = (letter.tries ?? []).map(({ at, reply }) => ({ at: at.toISOString(), reply }))
  return { ...toLetterBody(letter, now), tries }
}

/** What the documentation shows. */
export const letterExample: ReturnType<typeof toLetterBody> = {
  id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  kind: 'password-reset',
  to: { name: 'Alice Example', address: 'alice@example.com' },
  user_id: '6650f1c2a4b3d2e1f0a9b8c7',
  language: 'en',
  state: 'sent',
  on_its_way: false,
  failed_tries: 0,
  queued_at: '2026-11-23T09:00:00.000Z',
  next_try_at: null,
  last_try_at: '2026-11-23T09:00:00.400Z',
  ended_at: '2026-11-23T09:00:00.400Z',
  worth_sending_until: '2026-11-23T09:30:00.000Z',
  last_reply: '250 2.0.0 Ok: queued as 4Z1x',
  message_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7@id.example.com',
}
