import type { Saying } from '../languages/translate.ts'

const minute = 60
const longestHour = 60 * minute

/** How long somebody has to wait who guessed too often, and what they can do instead where that is long. */
export function sayWait(seconds: number): Saying {
  if (seconds > longestHour) return 'sign-in.wait-for-reset'
  if (seconds > 2 * minute) return { key: 'sign-in.wait-minutes', values: { minutes: Math.ceil(seconds / minute) } }
  return { key: 'sign-in.wait', values: { seconds } }
}
