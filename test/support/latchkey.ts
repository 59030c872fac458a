import { afterAll, beforeAll } from 'vitest'
import { type Latchkey, startLatchkey } from './start-latchkey.ts'

export type { Latchkey }

/** Starts the product before the tests of a file and stops it after them. */
export function useLatchkey(): Latchkey {
  const latchkey = {} as Latchkey
  let close: () => Promise<void>

  beforeAll(async () => {
    const started = await startLatchkey()
    close = started.close
    Object.assign(latchkey, started)
  })

  afterAll(() => close())

  return latchkey
}
