export type Language = 'en' | 'de' | 'fr' | 'es' | 'pt' | 'ja' | 'ar'

/** The languages of pages and mails, each by its own name. */
export const languageNames: Readonly<Record<Language, string>> = Object.freeze({
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  pt: 'Português',
  ja: '日本語',
  ar: 'العربية',
})

/** Their codes, in the order in which they are offered. Source: BCP 47. */
export const languages = Object.freeze(Object.keys(languageNames) as Language[])

/** The language of people for whom nobody chose one. */
export const usualLanguage: Language = 'en'

/** Whether there are pages in this language. */
export function isLanguage(code: unknown): code is Language {
  return typeof code === 'string' && Object.hasOwn(languageNames, code)
}

/** Which way a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return language === 'ar' ? 'rtl' : 'ltr'
}
