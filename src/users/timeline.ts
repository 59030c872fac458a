// A little over 120 lines: every line a timeline may have, from its two sources.

import { type AuditEntry, entriesAbout } from '../audit/log.ts'
import { inPlainWords } from '../audit/words.ts'
import { codeKind, forcedCodeKind, linkKinds } from '../letters/kinds.ts'
import { type LetterRecord, lettersOf } from '../mail/letters-of.ts'
import { kindInWords } from '../mail/words.ts'
import { liveLinkOf } from './changes.ts'
import { usernamesOf } from './usernames.ts'

/** A line of a person's timeline. `reply` is what the relay said, word for word; `letter` what it is about, where that is one. */
export interface Moment {
  at: Date
  text: string
  tone: 'plain' | 'good' | 'bad'
  by?: string | undefined
  address?: string | undefined
  detail?: string | undefined
  reply?: string | undefined
  letter?: { id: string; name: string } | undefined
}

type Entry = Omit<AuditEntry, 'id'>

const entriesShown = 40
const lettersShown = 20
const momentsShown = 40

/** What happened to a person and to every letter sent to them, newest first: the answer to "where is my mail?" on one screen. */
export async function timelineOf(userId: string, now: Date): Promise<Moment[]> {
  const [entries, letters, link] = await Promise.all([
    entriesAbout(userId, entriesShown),
    lettersOf(userId, lettersShown),
    liveLinkOf(userId),
  ])
  const actors = await usernamesOf(entries.map(({ actor }) => actor).filter((actor) => actor !== userId))
  const moments = [
    ...entries.map((entry) => ({
      order: openings.has(entry.action) ? 4 : 0,
      ...toMoment(entry, actors),
    })),
    ...letters.flatMap((letter) => [...momentsOf(letter), ...expiryOf(letter, entries, now)]),
    ...handedOutExpiry(link, letters, now),
  ]
  // What happened in the same moment stands in the order of the story: asked, queued, tried, accepted, opened, used.
  moments.sort((a, b) => b.at.getTime() - a.at.getTime() || b.order - a.order)
  return moments.slice(0, momentsShown).map(({ order, ...moment }) => moment)
}

type Ordered = Moment & { order: number }

function toMoment(entry: Entry, actors: Map<string, string>): Moment {
  const { at, actor, subject, address, detail, outcome } = entry
  const by = actor === subject ? undefined : actors.get(actor)
  const isBad = outcome === 'refused'
  const isGood = ['password-reset.completed', 'invitation.accepted'].includes(entry.action)
  const tone = isBad ? 'bad' : isGood ? 'good' : 'plain'
  return { at, text: inPlainWords(entry), tone, by, address: address || undefined, detail }
}

function momentsOf(record: LetterRecord): Ordered[] {
  const { to, createdAt, endedAt, state, lastReply, tries = [] } = record
  const letter = nameOf(record)
  const queued: Ordered = { order: 1, at: createdAt, tone: 'plain', text: `Queued for ${to.address}`, letter }
  const isSent = state === 'sent'
  const tried = (isSent ? tries.slice(0, -1) : tries).map(
    ({ at, reply }, index): Ordered => ({ order: 2, at, tone: 'bad', text: `Try ${index + 1} failed`, reply, letter }),
  )
  if (!endedAt) return [queued, ...tried]
  const end: Ordered = isSent
    ? { order: 3, at: endedAt, tone: 'good', text: 'Accepted by the relay', reply: lastReply, letter }
    : { order: 3, at: endedAt, tone: 'bad', text: ends[state] ?? state, letter }
  return [queued, ...tried, end]
}

function nameOf({ _id: id, kind }: LetterRecord): Moment['letter'] {
  return { id, name: kindInWords(kind) }
}

const ends: Partial<Record<LetterRecord['state'], string>> = {
  failed: 'Refused for good, it will not be sent',
  expired: 'Its time ran out before it could be sent',
  cancelled: 'Taken back, it will not be sent',
}

const openings = new Set(['password-reset.link-opened', 'invitation.opened'])

/** Whatever ends a link before its time: another one, its use, or an administrator. */
const endings = new Set([
  'password-reset.completed',
  'password-reset.link-issued',
  'password-reset.one-time-link',
  'password-reset.reported',
  'password.changed',
  'email.changed',
  'email.change-undone',
  'invitation.accepted',
  'user.invited-again',
  'user.disabled',
  'user.reset-forced',
  'user.roles-changed',
  'sign-in.one-time-code',
  'user.changed',
])

/** That the link of a letter, or its code, ran out, where nothing ended it before. */
function expiryOf(record: LetterRecord, entries: Entry[], now: Date): Ordered[] {
  const { kind, state, createdAt, expiresAt } = record
  if (!linkKinds.includes(kind) || state !== 'sent' || expiresAt > now) return []
  const isCode = kind === codeKind || kind === forcedCodeKind
  const isEnding = (action: string) => endings.has(action) || (isCode && action === 'password-reset.code-entered')
  const ended = entries.some(
    ({ action, outcome, at }) => outcome === 'done' && isEnding(action) && at > createdAt && at <= expiresAt,
  )
  if (ended) return []
  const text = isCode ? 'The code expired unused' : 'The link expired unused'
  return [{ order: 4, at: expiresAt, tone: 'bad', text, letter: nameOf(record) }]
}

/** The same for a link that no letter carried. */
function handedOutExpiry(
  link: { expiresAt: Date; notMeDigest?: string | undefined } | undefined,
  letters: LetterRecord[],
  now: Date,
): Ordered[] {
  if (!link || link.notMeDigest || link.expiresAt > now) return []
  if (letters.some(({ expiresAt }) => expiresAt.getTime() === link.expiresAt.getTime())) return []
  return [{ order: 4, at: link.expiresAt, tone: 'bad', text: 'The one-time link expired unused' }]
}
