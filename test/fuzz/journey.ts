import fc from 'fast-check'
import { openHouse } from './journey-house.ts'
import type { Model } from './journey-model.ts'
import { orders } from './journey-steps.ts'
import type { Options } from './options.ts'

const firstPassword = 'seven quiet otters at dusk'

/** Walks the reset journey in so many orders of steps, a person for each, and holds every answer against what was promised. Gives how many
 *  were walked, and the finding with its shortest order where there is one. */
export async function walkOrders({
  orders: number,
  seed,
  minutes,
}: Options): Promise<{ walked: number; finding?: string }> {
  const house = await openHouse()
  let walked = 0
  const property = fc.asyncProperty(orders, async (steps) => {
    walked++
    await house.switchReset(false)
    await house.switchReset(true)
    const person = await house.moveIn(firstPassword)
    await house.work()
    const nothing = { former: [], mails: [], sessions: [], byCode: undefined }
    const model: Model = { ...nothing, isOn: true, openSince: house.now(), password: firstPassword }
    await fc.asyncModelRun(() => ({ model, real: { house, person } }), steps)
  })
  const limit = { interruptAfterTimeLimit: minutes * 60_000 }
  const result = await fc.check(property, { numRuns: number, seed, ...limit })
  await house.close()
  if (!result.failed || !result.counterexample) return { walked }
  return { walked, finding: `${String(result.errorInstance)}\nseed ${seed}: ${String(result.counterexample[0])}` }
}
