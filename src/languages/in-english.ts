import { type Saying, say, translator } from './translate.ts'

const english = translator('en')

/** A saying in English: for terminals, and for the console where no page says it. */
export function inEnglish(saying: Saying): string {
  return say(english, saying)
}
