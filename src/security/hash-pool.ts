import { Unavailable } from '../errors.ts'
import { noteHash } from '../metrics/instruments.ts'

/** What a request that hashes is to the house: a 'guess' may come from anybody, what is 'proven' from somebody who is signed in or holds
 *  a mailed link. Guesses cannot take the last places, so that a flood of them stops nobody from choosing a new password. */
export type Standing = 'guess' | 'proven'

/** As many passwords as can be served soon are waiting already. Nothing was looked up, counted or changed; a new try is worth while. */
export class HashPoolFull extends Unavailable {
  constructor() {
    super('error.busy', 2)
  }
}

/** How a pool fares: how many hashes are being made and wait for it, and how many requests were refused since the start, and how long
 *  ago the latest of them. */
export interface PoolFigures {
  running: number
  waiting: number
  refused: number
  refusedMsAgo: number | undefined
}

const longestWaitMs = 1000
/** Until the first hash has been timed. */
const assumedMs = 50

/** Hands out the turns in which passwords are hashed: first come, first served, so many at once, and so many requests let in as will
 *  have their turn within about a second; all others are refused at the door. So the machine's memory and its patience are both
 *  bounded. Source: OWASP ASVS 15.2.2; NIST SP 800-63B-4 §3.2.2. */
export class HashPool {
  readonly #atOnce: number
  readonly #mostWaiting: number | undefined
  readonly #queue: (() => void)[] = []
  #running = 0
  #inside = 0
  #refused = 0
  #refusedAt: number | undefined
  #usualMs = assumedMs

  constructor(limits: { atOnce: number; waiting?: number | undefined }) {
    this.#atOnce = limits.atOnce
    this.#mostWaiting = limits.waiting
  }

  /** Lets a request in that will hash, and keeps its place until `work` has ended; throws `HashPoolFull` before anything of it is done. */
  async admit<Result>(standing: Standing, work: () => Promise<Result>): Promise<Result> {
    this.demandRoom(standing)
    this.#inside++
    try {
      return await work()
    } finally {
      this.#inside--
    }
  }

  /** Throws `HashPoolFull` where a request would not be let in at this moment. */
  demandRoom(standing: Standing): void {
    if (this.#inside < this.#places(standing)) return
    this.#refused++
    this.#refusedAt = performance.now()
    throw new HashPoolFull()
  }

  /** Makes one hash in its turn. Refuses nobody: requests are weighed by `admit`, background work may wait. */
  async takeTurn<Result>(hash: () => Promise<Result>): Promise<Result> {
    const came = performance.now()
    if (this.#running >= this.#atOnce) await new Promise<void>((resolve) => this.#queue.push(resolve))
    else this.#running++
    const started = performance.now()
    try {
      return await hash()
    } finally {
      const tookMs = performance.now() - started
      this.#usualMs += (tookMs - this.#usualMs) / 8
      noteHash({ waited: (started - came) / 1000, took: tookMs / 1000 })
      const next = this.#queue.shift()
      if (next) next()
      else this.#running--
    }
  }

  /** The figures of this moment. */
  figures(): PoolFigures {
    const refusedMsAgo = this.#refusedAt === undefined ? undefined : performance.now() - this.#refusedAt
    return { running: this.#running, waiting: this.#queue.length, refused: this.#refused, refusedMsAgo }
  }

  #places(standing: Standing): number {
    const soon = Math.floor((longestWaitMs / this.#usualMs) * this.#atOnce)
    const guesses = this.#atOnce + (this.#mostWaiting ?? Math.max(soon, this.#atOnce))
    return standing === 'guess' ? guesses : guesses + Math.ceil(guesses / 4)
  }
}
