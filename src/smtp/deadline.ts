/** A time limit over several steps: `race` rejects with an error whose code is ETIMEDOUT once it has passed, `restart` grants
 *  another span, `clear` ends it for good. */
export interface Deadline {
  race<T>(work: Promise<T>): Promise<T>
  restart(ms: number): void
  clear(): void
}

/** Starts a time limit of `ms` milliseconds. */
export function startDeadline(ms: number): Deadline {
  let expire: (error: Error) => void = () => {}
  const expired = new Promise<never>((_resolve, reject) => {
    expire = reject
  })
  // it may pass while nobody is racing it
  expired.catch(() => {})
  const start = (delay: number) => setTimeout(() => expire(timedOut()), delay)
  let timer = start(ms)
  let over = false
  return {
    race: (work) => Promise.race([work, expired]),
    restart(delay) {
      if (over) return
      clearTimeout(timer)
      timer = start(delay)
    },
    clear() {
      over = true
      clearTimeout(timer)
    },
  }
}

function timedOut(): Error {
  return Object.assign(new Error('Timed out'), { code: 'ETIMEDOUT' })
}
