/** How often passwords may be guessed, as the console has it. */
export interface GuessLimits {
  /** Guesses at one account within an hour that are weighed, from wherever they come. */
  perHour: number
  /** Names one network may fail with within an hour. */
  namesPerNetwork: number
}

/** How the one who guesses came: at a page, as a program, or as somebody known although strangers have used up what there is. */
export type Way = 'page' | 'program' | 'known' | 'known-program'

/** A guess that was weighed; `from` is a keyed digest of the network, or of the known device. */
export interface Guess {
  from: string
  way: Way
  nr: number
  at: Date
}

/** Who guesses, as far as it is counted. */
export type Origin = Pick<Guess, 'from' | 'way'>

/** What is known of the guesses at one name: those of the last hour, and how many failed since the last success. */
export interface Tally {
  failures: number
  guesses: readonly Guess[]
}

export const hourMs = 60 * 60_000
export const usualGuessLimits: GuessLimits = { perHour: 20, namesPerNetwork: 1000 }

const freeTries = 4
const longestDelaySeconds = 30
const perKnownDevice = 10
/** A person may be typed by two names, and nothing is looked up that would tell which belong together: each gets half of what an
 *  account may have, of guesses in an hour and of the hundred failures in a row. The last ten of these are for those who are known, and the
 *  last five for people: a program that goes on with an old password shall not lock them out. */
const names = 2
const inARow: Record<Way, number> = { page: 40, program: 40, 'known-program': 45, known: 100 / names }

/** When the next guess may be weighed under the growing delay: after four failures of the same origin within an hour 1, 2, 4 … 30 s after
 *  the last one. Source: OWASP Authentication Cheat Sheet, "Account Lockout". */
export function delayedUntil(tally: Tally, asker: Origin, now: Date): number {
  const own = recent(tally, now).filter(({ from, way }) => from === asker.from && way === asker.way)
  const last = own.at(-1)
  return last && own.length > freeTries ? last.at.getTime() + delayMs(own.length) : 0
}

/** When the next guess may be weighed under the ceilings; `Infinity` where only a success or a reset helps. Strangers share the name's hour,
 *  of which one network gets two thirds, so that whoever guesses on one network leaves something to the owner elsewhere; a known device
 *  has an hour of its own. Source: NIST SP 800-63B-4 §3.2.2; OWASP, "Device cookies". */
export function closedUntil(tally: Tally, asker: Origin, at: { limits: GuessLimits; now: Date }): number {
  if (tally.failures >= inARow[asker.way]) return Number.POSITIVE_INFINITY
  const guesses = recent(tally, at.now)
  const own = guesses.filter(({ from }) => from === asker.from)
  if (isKnown(asker)) return roomFrom(own, perKnownDevice)
  const perName = Math.ceil(at.limits.perHour / names)
  const strangers = guesses.filter((guess) => !isKnown(guess))
  return Math.max(roomFrom(strangers, perName), roomFrom(own, Math.ceil((perName * 2) / 3)))
}

/** The guesses of the last hour, or of the next: another process may be a little ahead, and what a clock that ran far ahead wrote down
 *  keeps nobody out once it is right. */
export function recent({ guesses }: Tally, now: Date): Guess[] {
  return guesses.filter(({ at }) => Math.abs(now.getTime() - at.getTime()) < hourMs)
}

function isKnown({ way }: Origin): boolean {
  return way === 'known' || way === 'known-program'
}

function delayMs(failures: number): number {
  return Math.min(2 ** (failures - freeTries - 1), longestDelaySeconds) * 1000
}

function roomFrom(guesses: Guess[], limit: number): number {
  const oldest = guesses.length >= limit ? guesses.at(-limit) : undefined
  return oldest ? oldest.at.getTime() + hourMs : 0
}
