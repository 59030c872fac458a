import { fillInSearchKeys } from '../../users/details.ts'

/** One change to data that is there already. It may run again after a stop in its middle, or at the same moment in another
 *  process, so it must lead to the same data however often it runs; the filter of each of its writes says what is still to do. */
export interface Step {
  version: number
  name: string
  run(): Promise<void>
}

/** Every step since the beginning, numbered without gaps. A step that was released is never edited: the next one mends it. */
export const steps: readonly Step[] = [
  { version: 1, name: 'the beginning', run: async () => {} },
  { version: 2, name: 'people are found by their names', run: fillInSearchKeys },
]
