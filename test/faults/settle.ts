import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import type { Stage } from './stage.ts'

const firstLookMs = 3_000
const patienceMs = 400_000

/** Lets the product finish what it owes, undisturbed: requests answered, events told, letters at their end. Leaves the embedded
 *  database's app stopped, so that its file can be read. Gives the milliseconds of the graceful stop, and whether all was done. */
export async function settle(stage: Stage): Promise<{ done: boolean; stops: { code: number | null; ms: number }[] }> {
  const stops: { code: number | null; ms: number }[] = []
  const since = performance.now()
  if (!stage.mongodb) await setTimeout(firstLookMs)
  for (let look = 1; ; look++) {
    // a process that has only just been started does not know the signal yet
    await Promise.all(stage.apps.map((app) => app.whenReady()))
    if (!stage.mongodb) for (const app of stage.apps) stops.push(await app.stop('SIGTERM'))
    const waitMs = await stage.withDatabase(owedForMs)
    if (waitMs === undefined) return { done: true, stops }
    if (performance.now() - since > patienceMs) return { done: false, stops }
    if (!stage.mongodb) for (const app of stage.apps) app.start()
    await setTimeout(stage.mongodb ? 500 : Math.max(waitMs, 500) + 2500 * look)
  }
}

/** How long until the next thing owed can be done, in milliseconds; undefined where nothing is owed. */
async function owedForMs(): Promise<number | undefined> {
  const [request, mails, person] = await Promise.all([
    mongoose.model('ResetRequest').findOne().sort({ leasedUntil: -1 }).lean<{ leasedUntil: Date }>(),
    mongoose.model('Mail').find({ state: 'queued' }).lean<{ notBefore: Date; leasedUntil: Date | null }[]>(),
    mongoose.model('Person').exists({ 'events.id': { $exists: true } }),
  ])
  const moments = mails.flatMap(({ notBefore, leasedUntil }) => [notBefore, leasedUntil ?? notBefore])
  if (request) moments.push(request.leasedUntil)
  if (person) moments.push(new Date())
  if (moments.length === 0) return undefined
  return Math.max(...moments.map((moment) => moment.getTime())) - Date.now()
}
