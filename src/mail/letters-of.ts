import { Mail, type QueuedMail } from './queue.ts'

/** A letter as the timeline of its person tells of it: neither its words nor its secrets. */
export type LetterRecord = Omit<QueuedMail, 'placeholders' | 'sealed'>

/** The latest letters to a person, newest first. */
export function lettersOf(userId: string, limit: number): Promise<LetterRecord[]> {
  return Mail.find({ userId }, '-placeholders -sealed')
    .sort({ createdAt: -1 })
    .limit(limit)
    .lean<LetterRecord[]>()
    .exec()
}
