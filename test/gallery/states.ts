import { auditTour } from './audit-tour.ts'
import { consoleTour } from './console-tour.ts'
import { errorsTour } from './errors-tour.ts'
import { journeyTour } from './journey-tour.ts'
import { mailTour } from './mail-tour.ts'
import { openTown, type Shot } from './town.ts'
import { usersTour } from './users-tour.ts'

/** Every page of the product in every state, in the order in which they come about. The view tests look at this list, and
 *  `npm run gallery` draws it. */
export async function everyState(): Promise<Shot[]> {
  const town = await openTown()
  try {
    for (const tour of [consoleTour, usersTour, journeyTour, errorsTour, mailTour, auditTour]) await tour(town)
    return town.shots
  } finally {
    await town.close()
  }
}
