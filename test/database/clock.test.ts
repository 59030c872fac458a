import { describe, expect, test } from 'vitest'
import { createClock, serverTime } from '../../src/database/clock.ts'
import { useDatabase } from '../support/database.ts'

useDatabase()
const hour = 3_600_000

describe('The clock all decisions are made by', () => {
  test('C16: follows a machine whose clock is set forward, and not one whose clock is set back', () => {
    let wrongBy = 0
    const clock = createClock(() => Date.now() + wrongBy)
    const first = clock.now().getTime()
    wrongBy = hour
    const later = clock.now().getTime()
    expect(later - first).toBeGreaterThanOrEqual(hour)
    wrongBy = -hour
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(later)
  })

  test.runIf(process.env.MONGODB_TEST_URI)('C16: is the database’s on MongoDB, whatever the machine says', async () => {
    const clock = createClock(() => Date.now() - hour)
    await clock.follow()
    const difference = Math.abs(clock.now().getTime() - ((await serverTime())?.getTime() ?? 0))
    expect(difference).toBeLessThan(1000)
  })
})
