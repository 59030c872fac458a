import { beforePepper } from '../security/stored-hash.ts'
import { People } from './model.ts'

/** How many people have a password hashed under a pepper that is none of these, counted no further than `most`. Reads the stretches of the
 *  index between those of the known peppers, and so nothing where all is well. */
export async function countUnderOtherPeppers(known: readonly string[], most: number): Promise<number> {
  const stretches = known.map((id) => ({ from: `${beforePepper}${id}$`, to: `${beforePepper}${id}%` }))
  const sorted = stretches.sort((a, b) => (a.from < b.from ? -1 : 1))
  const starts = [beforePepper, ...sorted.map(({ to }) => to)]
  const ends = [...sorted.map(({ from }) => from), afterPepper]
  const gaps = starts.map((start, at) => ({ passwordHash: { $gt: start, $lt: ends[at] ?? afterPepper } }))
  const counts = await Promise.all(gaps.map((gap) => People.countDocuments(gap).limit(most)))
  return Math.min(
    counts.reduce((sum, count) => sum + count, 0),
    most,
  )
}

/** What comes behind every hash with a pepper, in the order of an index. */
const afterPepper = 'pepper;'
