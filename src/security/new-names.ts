import { type GuessLimits, hourMs } from './guess-limits.ts'
import { giveBack, takeQuota, windowEnd } from './quota.ts'

/** Names nothing is kept of that all networks together may fail with within an hour. What is kept of one failure goes after six hours, so that
 *  never more than about 600,000 such names are kept, however many networks somebody has. */
const keptNames = 100_000

/** A name that is counted as failed until it turns out otherwise, and in which books. */
export interface NewName {
  books: string[]
  at: Date
  /** Where there was no room, in milliseconds since 1970, until when; 0 where there was. */
  fullUntil: number
}

/** Counts a name this network has not guessed at within this hour, among those of the network and of everybody, and among those that are kept
 *  where nobody has failed with it yet. Where there is no room nothing is counted or kept. The hours are those of the clock. */
export async function takeName(
  asked: { network: string; isUnderWay: boolean },
  { limits, now }: { limits: GuessLimits; now: Date },
): Promise<NewName> {
  const own = { name: `failed names of ${asked.network}`, limit: limits.namesPerNetwork }
  const everybody = { name: 'failed names of everybody', limit: Number.POSITIVE_INFINITY }
  const kept = { name: 'kept names', limit: keptNames }
  const window = { windowMs: hourMs, now }
  const books: string[] = []
  // Those kept first: a network whose name finds no room there leaves no trace at all.
  for (const book of [...(asked.isUnderWay ? [] : [kept]), own, everybody]) {
    books.push(book.name)
    if (await takeQuota({ ...book, ...window })) continue
    await returnName({ books, at: now })
    return { books: [], at: now, fullUntil: windowEnd(window).getTime() }
  }
  return { books, at: now, fullUntil: 0 }
}

/** Takes the name out of the books again. */
export async function returnName({ books, at }: Pick<NewName, 'books' | 'at'>): Promise<void> {
  await Promise.all(books.map((name) => giveBack({ name, windowMs: hourMs, now: at })))
}
