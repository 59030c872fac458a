import type { Deps } from '../deps.ts'
import * as queue from './queue.ts'

/** A worker that dies gives its row back this late; with a poll of a second or two it is in other hands within half a minute. */
export const leaseMs = 25_000
const renewEveryMs = 8_000

/** A lease as its holder knows it. */
export interface Grip {
  /** Whether the row is still ours, by our own clock: no after a sleep that outlasted the lease, or a refused renewal. */
  isHeld(): boolean
  letGo(): void
}

/** Keeps a leased row by renewing it every 8 seconds, until it is let go or turns out to be lost. */
export function keepLease({ clock, log }: Pick<Deps, 'clock' | 'log'>, row: queue.QueuedMail): Grip {
  let until = row.leasedUntil?.getTime() ?? 0
  let isOver = false
  const letGo = () => {
    isOver = true
    clearInterval(timer)
  }
  const timer = setInterval(
    () => renew().catch((error) => log.warn('mail-lease-not-renewed', named(error))),
    renewEveryMs,
  )
  return { isHeld: () => !isOver && clock.now().getTime() < until, letGo }

  async function renew(): Promise<void> {
    const now = clock.now()
    const isOurs = await queue.renew(row, now, leaseMs)
    if (isOver) return
    until = isOurs ? now.getTime() + leaseMs : 0
    if (isOurs) return
    letGo()
    log.warn('mail-lease-lost', { mail: row._id })
  }

  function named(error: unknown) {
    return { mail: row._id, error }
  }
}
