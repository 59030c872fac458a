import { repairRoster } from '../users/administrators.ts'
import { createIndexes } from './indexes.ts'
import { migrate } from './migrations/migrate.ts'

/** Brings the data up to this version of the code: migrations, indexes, the roster of administrators. Safe to run twice and side by
 *  side. Throws what the database throws. */
export async function prepareData(now: Date): Promise<void> {
  await migrate(now)
  await createIndexes()
  await repairRoster()
}
