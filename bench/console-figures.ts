import type { StoredEntry } from '../src/audit/log.ts'
import type { QueuedMail } from '../src/mail/queue.ts'
import { addToDay, dayThrough, noteCounted } from '../src/overview/day-figures.ts'
import { type Days, dayOf, tallyEntries, tallyLetters } from '../src/overview/tally.ts'

/** Counts what passes by into the figures of the overview, as `count-figures` does later and in small steps. */
export class Counting {
  readonly #days = { entries: new Map() as Days, letters: new Map() as Days }
  readonly #through = { entries: new Map<string, string>(), letters: new Map<string, string>() }

  #note(stream: 'entries' | 'letters', at: Date, name: string): void {
    const through = this.#through[stream]
    if (name > (through.get(dayOf(at)) ?? '')) through.set(dayOf(at), name)
  }

  *entries(all: Iterable<StoredEntry>): Generator<StoredEntry> {
    for (const entry of all) {
      tallyEntries(this.#days.entries, [entry])
      this.#note('entries', entry.at, String(entry._id).padStart(15, '0'))
      yield entry
    }
  }

  *letters(all: Iterable<QueuedMail>): Generator<QueuedMail> {
    for (const letter of all) {
      const { state, endedAt, _id } = letter
      if (state === 'sent' && endedAt) {
        tallyLetters(this.#days.letters, [letter])
        this.#note('letters', endedAt, `${endedAt.toISOString()} ${_id}`)
      }
      yield letter
    }
  }

  async write(): Promise<void> {
    for (const stream of ['entries', 'letters'] as const) {
      let last = ''
      for (const [day, through] of this.#through[stream]) {
        const seen = await dayThrough(day, stream)
        await addToDay(day, { stream, seen, through, hours: this.#days[stream].get(day) ?? {} })
        if (through > last) last = through
      }
      await noteCounted(stream, last)
    }
  }
}
