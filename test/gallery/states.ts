import type { Language } from '../../src/languages/names.ts'
import { moveIn } from '../support/people.ts'
import { auditTour } from './audit-tour.ts'
import { consoleTour } from './console-tour.ts'
import { errorsTour } from './errors-tour.ts'
import { journeyTour } from './journey-tour.ts'
import { mailTour } from './mail-tour.ts'
import { openTown, type Shot, type Town } from './town.ts'
import { usersTour } from './users-tour.ts'

/** Every page of the product in every state, in English and in the order in which they come about. The view tests look at this
 *  list, and `npm run gallery` draws it. */
export function everyState(): Promise<Shot[]> {
  return visit('en', async (town) => {
    for (const tour of [consoleTour, usersTour, journeyTour, errorsTour, mailTour, auditTour]) await tour(town)
  })
}

/** The same states of the public door alone, as somebody sees them who speaks this language. */
export async function publicStates(language: Language): Promise<Shot[]> {
  const shots = await visit(language, async (town) => {
    await moveIn(town.latchkey, town.smtp)
    for (const tour of [journeyTour, errorsTour]) await tour(town)
  })
  return shots.filter(({ door }) => door === 'public')
}

async function visit(language: Language, tours: (town: Town) => Promise<void>): Promise<Shot[]> {
  const town = await openTown(language)
  try {
    await tours(town)
    return town.shots
  } finally {
    await town.close()
  }
}
