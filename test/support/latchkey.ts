import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { type Latchkey, startLatchkey } from './start-latchkey.ts'

export type { Latchkey }

/** Starts the product before the tests of a file and stops it after them. A test fails in which the API answered other than its document
 *  says. */
export function useLatchkey(): Latchkey {
  const latchkey = {} as Latchkey
  let close: () => Promise<void>

  beforeAll(async () => {
    const started = await startLatchkey()
    close = started.close
    Object.assign(latchkey, started)
  })

  afterEach(() => expect(latchkey.brokenPromises?.splice(0) ?? []).toEqual([]))

  afterAll(() => close())

  return latchkey
}
