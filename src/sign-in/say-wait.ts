import type { Saying } from '../languages/translate.ts'

const minute = 60
const longestHour = 60 * minute

/** How long somebody has to wait who guessed too often. Where no wait within the hour helps, what does. */
export function sayWait(seconds: number): Saying {
  return say(seconds, { long: 'sign-in.wait-for-unlock', minutes: 'sign-in.wait-only-minutes' })
}

/** The same for somebody who may reset the password instead of waiting long. */
export function sayWaitOrReset(seconds: number): Saying {
  return say(seconds, { long: 'sign-in.wait-for-reset', minutes: 'sign-in.wait-minutes' })
}

function say(
  seconds: number,
  words: {
    long: 'sign-in.wait-for-unlock' | 'sign-in.wait-for-reset'
    minutes: 'sign-in.wait-only-minutes' | 'sign-in.wait-minutes'
  },
): Saying {
  if (seconds > longestHour) return words.long
  if (seconds > 2 * minute) return { key: words.minutes, values: { minutes: Math.ceil(seconds / minute) } }
  return { key: 'sign-in.wait', values: { seconds } }
}
