import { directionOf, type Language, languageNames } from '../languages/names.ts'
import type { LetterKind } from '../letters/kinds.ts'
import { ownTemplates, type Worded } from '../letters/templates.ts'

export const templatesRoot = '/configuration/organization/templates'

/** What the page of one template shows beside the form: the language it is for, the others, its placeholders, and whose wording it is
 *  ('borrowed': nobody worded it in this language yet, people get the English letter). */
export async function templatePage(
  kind: LetterKind,
  { name, language, template }: { name: string; language: Language; template: Worded },
) {
  const changedAt = (await ownTemplates()).get(`${name}/${language}`)
  return {
    tab: 'templates',
    path: `${templatesRoot}/${name}/${language}`,
    wordedIn: { language, name: languageNames[language], direction: directionOf(language) },
    languages: Object.entries(languageNames).map(([code, title]) => ({
      language: code,
      name: title,
      href: `${templatesRoot}/${name}/${code}`,
      isHere: code === language,
    })),
    sentWhen: kind.sentWhen,
    placeholders: Object.entries(kind.placeholders),
    changedAt: changedAt?.toISOString().slice(0, 10),
    isBorrowed: template.language !== language,
  }
}
