import { setImmediate } from 'node:timers/promises'
import { linkHash } from './chain.ts'
import { type Head, readHead } from './head.ts'
import { entriesAfter, type StoredEntry } from './log.ts'

/** An entry that was checked, and the place the next one must follow from. */
export interface Place {
  number: number
  hash: string
}

/** What is wrong at an entry: it says something else than when it was written, it does not follow from the one before it, or its
 *  number is not the next one. */
export type Fault = 'edited' | 'out-of-order' | 'gap'

export type Verdict =
  | { outcome: 'whole'; entries: number }
  | { outcome: 'broken'; at: number; fault: Fault }
  /** The log ends before the head that was kept of it: the newest entries are gone. */
  | { outcome: 'cut'; entries: number; head: number }
  /** The entry the kept head names is another one: the log was written anew up to there. */
  | { outcome: 'rewritten'; at: number }
  /** The kept head does not carry our seal. */
  | { outcome: 'forged-head'; entries: number }

const stretchLength = 2000
/** So many entries are read and hashed in one turn: a few milliseconds of work. */
const turnLength = 100
type Broken = Extract<Verdict, { outcome: 'broken' | 'rewritten' }>

/** Before the first entry. */
export const start: Place = { number: 0, hash: '' }

/** Checks the entries behind a place, at most `most`, in memory for one stretch. Returns the place reached, or what is wrong;
 *  `ended` when no entry lies behind it. */
export async function checkStretch(
  from: Place,
  options: { most: number; head: Head | undefined },
): Promise<{ place: Place; ended: boolean; broken?: Broken }> {
  let place = from
  for (let left = options.most; left > 0; left -= turnLength) {
    const wanted = Math.min(left, turnLength)
    const entries = await entriesAfter(place.number, wanted)
    for (const entry of entries) {
      const broken = brokenAt(entry, place, options.head)
      if (broken) return { place, ended: false, broken }
      place = { number: entry._id, hash: entry.hash }
    }
    if (entries.length < wanted) return { place, ended: true }
    // Everybody else gets their turn.
    await setImmediate()
  }
  return { place, ended: false }
}

/** What a check that reached the end of the log says, knowing the head and the highest entry (`upTo`) from before it began. */
export function compareEnd(entries: number, known: { head: Head | 'none' | 'forged'; upTo: number }): Verdict {
  if (entries < known.upTo) return { outcome: 'cut', entries, head: known.upTo }
  return known.head === 'forged' ? { outcome: 'forged-head', entries } : { outcome: 'whole', entries }
}

/** Checks the whole log, one stretch in memory at a time, letting other work in between: edits, gaps, swaps and, by the head that
 *  was kept, entries cut from the end. `tell` hears how many entries were checked. Without `secrets` the end is not looked at. */
export async function verifyChain(
  options: { secrets?: readonly string[]; tell?: (checked: number) => void } = {},
): Promise<Verdict> {
  const kept = options.secrets ? await readHead(options.secrets) : 'none'
  const head = typeof kept === 'object' ? kept : undefined
  let place = start
  for (;;) {
    const stretch = await checkStretch(place, { most: stretchLength, head })
    if (stretch.broken) return stretch.broken
    place = stretch.place
    options.tell?.(place.number)
    if (stretch.ended) return compareEnd(place.number, { head: kept, upTo: head?.number ?? 0 })
  }
}

function brokenAt(entry: StoredEntry, place: Place, head: Head | undefined): Broken | undefined {
  const fault = faultOf(entry, place)
  if (fault) return { outcome: 'broken', at: entry._id, fault }
  const isOther = head?.number === entry._id && head.hash !== entry.hash
  return isOther ? { outcome: 'rewritten', at: entry._id } : undefined
}

function faultOf(entry: StoredEntry, place: Place): Fault | undefined {
  const { _id, hash, previousHash, ...body } = entry
  if (_id !== place.number + 1) return 'gap'
  if (previousHash !== place.hash) return 'out-of-order'
  return linkHash(previousHash, { _id, ...body }) === hash ? undefined : 'edited'
}
