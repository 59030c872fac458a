import { inWords } from '../letters/letter.ts'
import { isOnItsWay } from './acts.ts'
import type { MailRecord } from './history.ts'
import { kindInWords, span, states } from './words.ts'

/** A letter as a line of the list. */
export function toRow(letter: MailRecord, now: Date) {
  const isMoving = letter.state === 'queued' && isOnItsWay(letter, now)
  const { _id: id, to, state, attempts, lastReply } = letter
  return {
    id,
    kind: kindInWords(letter.kind),
    to: to.address,
    state: isMoving ? 'moving' : state,
    stateText: isMoving ? 'On its way' : states[state],
    attempts,
    nextTry: state === 'queued' && !isMoving ? nextTry(letter, now) : '',
    lastReply,
    age: `${span(now.getTime() - letter.createdAt.getTime())} ago`.replace('now ago', 'just now'),
  }
}

/** A letter on its own page: everything but its words. */
export function toLetter(letter: MailRecord, about: { now: Date; username: string | undefined }) {
  const { now, username } = about
  const row = toRow(letter, now)
  const waits = row.state === 'queued'
  const isOver = letter.expiresAt <= now
  return {
    ...row,
    name: letter.to.name,
    userHref: username === undefined ? undefined : `/users/${letter.userId}`,
    username,
    queuedAt: inWords(letter.createdAt),
    triedAt: letter.triedAt ? inWords(letter.triedAt) : '',
    endedAt: letter.endedAt ? inWords(letter.endedAt) : '',
    endedWord: letter.state === 'sent' ? 'Accepted' : 'Ended',
    took: letter.state === 'sent' && letter.endedAt ? tookTime(letter.createdAt, letter.endedAt) : '',
    expiresAt: inWords(letter.expiresAt),
    messageId: letter.messageId,
    canRetry: waits || (letter.state === 'failed' && !isOver),
    retryLabel: waits ? 'Try now' : 'Try again',
    canCancel: waits,
    isMoving: row.state === 'moving',
    whyOver: whyOver(letter, isOver),
  }
}

function tookTime(from: Date, to: Date): string {
  return span(to.getTime() - from.getTime()).replace('now', 'less than a second')
}

function nextTry({ notBefore }: MailRecord, now: Date): string {
  const wait = notBefore.getTime() - now.getTime()
  return wait <= 1000 ? 'now' : `in ${span(wait)}`
}

function whyOver({ state }: MailRecord, isOver: boolean): string {
  if (state === 'sent') return 'The relay has accepted this letter. Where it went from there, the relay’s own log says.'
  if (state === 'cancelled') return 'This letter was taken back before it left. Its link, if it had one, was erased.'
  if (state === 'expired')
    return 'It could not leave in time, so it was not sent at all: its link would have been dead on arrival.'
  return state === 'failed' && isOver ? 'It is too late to try again: what it says is no longer true.' : ''
}
