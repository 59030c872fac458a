import type { Deps } from '../deps.ts'
import { dropTemplate, saveTemplate } from '../letters/templates.ts'
import { dropLettersToWord, type LettersToWord, readLettersToWord } from './settings.ts'

/** Whoever wrote the settings words the letters at once; after so long it was stopped before it had. */
const takenOverAfterMs = 10_000

/** Words the letters that the settings say are still to be worded. May be stopped and begun again. */
export async function wordLetters(): Promise<void> {
  const waiting = await readLettersToWord()
  if (waiting) await word(waiting)
}

/** Words the letters that another was stopped at. Returns whether there were any. */
export async function wordLeftLetters({ clock }: Deps): Promise<boolean> {
  const waiting = await readLettersToWord()
  if (!waiting || clock.now().getTime() - waiting.since.getTime() < takenOverAfterMs) return false
  await word(waiting)
  return true
}

async function word(waiting: LettersToWord): Promise<void> {
  for (const { name, wording } of waiting.letters) {
    const [kind = '', language = ''] = name.split('/')
    if (wording) await saveTemplate(kind, language, wording, waiting.since)
    else await dropTemplate(kind, language)
  }
  await dropLettersToWord(waiting)
}
