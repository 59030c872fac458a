import type { Deps } from '../deps.ts'
import type { LetterRow } from '../mail/queue.ts'
import type { Settings } from '../organization/settings.ts'
import { seal } from '../security/secret-box.ts'
import { displayName } from '../users/names.ts'
import { type Composition, sealedPlace, secretPart } from './post.ts'

const noticeLifeMs = 3 * 24 * 60 * 60_000

/** Whom a letter is for, as far as writing it needs to know. */
export interface Addressee {
  id: string
  username: string
  email: string
  givenName: string
  familyName: string
  language: string
}

/** A letter as its feature words it, and what it is about. `id` is the event's own, so that queueing it twice makes one letter;
 *  after `expiresAt` it is not worth sending; `secret` holds placeholders nobody may read in the database, such as the link. */
export interface Draft extends Composition {
  id: string
  to: Addressee
  settings: Settings
  expiresAt: Date
  secret?: Record<string, string>
}

/** Turns a draft into a row for the queue, secrets sealed. The Message-ID is made of the event's id and the public host, so
 *  that every copy of the letter carries the same one. */
export function letterRow({ config, clock }: Deps, draft: Draft): LetterRow {
  const { id, kind, to, settings, expiresAt, secret } = draft
  const common = {
    organizationName: settings.organizationName,
    supportContact: settings.supportContact,
    brandColor: settings.brandColor,
    displayName: displayName(to),
    username: to.username,
  }
  return {
    _id: id,
    kind,
    to: { name: displayName(to), address: to.email },
    userId: to.id,
    language: to.language,
    placeholders: { ...common, ...draft.placeholders },
    sealed: secret ? seal(config.secrets, sealedPlace(id), secretPart(secret)) : null,
    messageId: `${id}@${new URL(config.publicDoor.origin).hostname}`,
    expiresAt,
    createdAt: clock.now(),
  }
}

/** A row for a notice: it carries no link and is worth sending for three days. */
export function noticeRow(deps: Deps, draft: Omit<Draft, 'expiresAt' | 'secret'>): LetterRow {
  const expiresAt = new Date(deps.clock.now().getTime() + noticeLifeMs)
  return letterRow(deps, { ...draft, expiresAt })
}

/** A moment as the console and the rows of the queue spell it: in UTC, to the minute. Letters say it in their own language. */
export function inWords(moment: Date): string {
  const text = moment.toISOString()
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`
}
