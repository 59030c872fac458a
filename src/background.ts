// A little over 120 lines: the jobs, and the lanes they run in.

import { AsyncResource } from 'node:async_hooks'
import type { Log } from './log.ts'

/** A kind of background work. `step` does one unit and says whether there may be more; `lanes` (default 1) may run at once. */
export interface Job {
  name: string
  step(): Promise<boolean>
  lanes?: number
}

/** Runs jobs beside the requests, each in lanes of its own so that a slow relay holds up nothing else: about every
 *  `pollMs` (other processes may have left work) and at once when woken. A failing unit is tried at the next poll,
 *  and logged when its job begins to fail and when it works again. */
export class Background {
  readonly #jobs: Job[] = []
  readonly #lanes: Lane[] = []
  readonly #failing = new Set<string>()
  /** Whose request woke the workers says nothing about what they do. */
  readonly #outside = new AsyncResource('Background')
  readonly #log: Log
  readonly #pollMs: number
  #phase: 'starting' | 'working' | 'stopping' = 'starting'

  constructor(log: Log, pollMs = 1000) {
    this.#log = log
    this.#pollMs = pollMs
  }

  /** Adds a job, before `start`. */
  add(job: Job): void {
    this.#jobs.push(job)
    for (let lane = 0; lane < (job.lanes ?? 1); lane++)
      this.#lanes.push(new Lane(() => this.#attempt(job), this.#pollMs))
  }

  /** Whether work goes on: not before `start`, and no more once told to stop. */
  get phase(): 'starting' | 'working' | 'stopping' {
    return this.#phase
  }

  /** Begins to work and to poll; does nothing once told to stop. */
  start(): void {
    if (this.#phase === 'stopping') return
    this.#phase = 'working'
    for (const lane of this.#lanes) lane.start()
  }

  /** Says that there may be work now. Never throws, never waits; does nothing before `start`. */
  wake(): void {
    this.#outside.runInAsyncScope(() => {
      for (const lane of this.#lanes) lane.wake()
    })
  }

  /** Works until no job has anything left to do now, started or not. Tests await this instead of sleeping. */
  async idle(): Promise<void> {
    for (let busy = true; busy; ) {
      busy = false
      for (const job of this.#jobs) while (await this.#attempt(job)) busy = true
    }
  }

  /** Takes no new work and resolves when the units under way have ended. */
  async stop(): Promise<void> {
    this.#phase = 'stopping'
    await Promise.all(this.#lanes.map((lane) => lane.stop()))
  }

  async #attempt(job: Job): Promise<boolean> {
    try {
      const worked = await job.step()
      if (this.#failing.delete(job.name)) this.#log.info('background-job-recovered', { job: job.name })
      return worked
    } catch (error) {
      if (!this.#failing.has(job.name)) this.#log.error('background-job-failed', { job: job.name, error })
      this.#failing.add(job.name)
      return false
    }
  }
}

/** One loop: works while there is work, then waits for the poll or for a call. */
class Lane {
  readonly #step: () => Promise<boolean>
  readonly #pollMs: number
  #started = false
  #called = false
  #round: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined

  constructor(step: () => Promise<boolean>, pollMs: number) {
    this.#step = step
    this.#pollMs = pollMs
  }

  start(): void {
    this.#started = true
    this.wake()
  }

  wake(): void {
    this.#called = true
    if (!this.#started || this.#round) return
    clearTimeout(this.#timer)
    this.#round = this.#work().finally(() => {
      this.#round = undefined
      if (!this.#started) return
      if (this.#called) return this.wake()
      this.#timer = setTimeout(() => this.wake(), this.#pollMs * (0.5 + Math.random()))
    })
  }

  async stop(): Promise<void> {
    this.#started = false
    clearTimeout(this.#timer)
    await this.#round
  }

  async #work(): Promise<void> {
    while (this.#started && this.#called) {
      this.#called = false
      while (this.#started && (await this.#step()));
    }
  }
}
