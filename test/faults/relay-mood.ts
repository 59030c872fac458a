import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import type { Stage } from './schedule.ts'

/** How the SMTP server behaves until a moment (epoch milliseconds). `drop` hangs up at a stage, `cut` takes the mail and hangs up
 *  instead of saying so, `chaos` does either, at every stage, with the chance `share`. */
export interface Mood {
  kind: 'refuse' | 'slow' | 'drop' | 'cut' | 'chaos'
  until: number
  stage?: Stage
  code?: number
  delayMs?: number
  share: number
}

/** The mood that holds now; undefined for a good one. */
export function readMood(file: string): Mood | undefined {
  const mood = JSON.parse(readFileSync(file, 'utf8')) as Mood | null
  return mood && mood.until > Date.now() ? mood : undefined
}

/** Sets the mood, whole: a reader never sees half of it. */
export function writeMood(file: string, mood: Mood | null): void {
  writeFileSync(`${file}.new`, JSON.stringify(mood))
  renameSync(`${file}.new`, file)
}
