import { ar } from './ar.ts'
import { de } from './de.ts'
import { type Dictionary, en } from './en.ts'
import { es } from './es.ts'
import { fr } from './fr.ts'
import { ja } from './ja.ts'
import type { Language } from './names.ts'
import { pt } from './pt.ts'

/** One dictionary for each language. */
export const dictionaries: Readonly<Record<Language, Dictionary>> = Object.freeze({
  en,
  de,
  fr,
  es,
  pt,
  ja,
  ar,
})
