import type { Translate } from '../languages/translate.ts'
import { sayBrowser } from './browser-name.ts'

/** Who acts where no administrator's name is known; letters say it in their own language. */
export const someAdministrator = 'An administrator'

/** The values of a letter as its reader says them. A row of the queue spells moments as `inWords` does, browsers as `browserName`
 *  does and lifetimes in minutes, whatever the language; here they take its words, so that rows queued by an older process speak
 *  it too. The name of a value says which of these it is: what people call themselves is left alone. `lifetimeMinutes` gives `lifetime` as well, such as "30 minutes", and `codeLifetimeMinutes` gives `codeLifetime`. */
export function spoken(
  placeholders: Record<string, string>,
  { language, t }: { language: string; t: Translate },
): Record<string, string> {
  const entries = Object.entries(placeholders).flatMap(([name, value]) => {
    if (/lifetimeMinutes$/i.test(name) && /^\d{1,7}$/.test(value))
      return [
        [name, value],
        [name.slice(0, -'Minutes'.length), sayMinutes(Number(value), language)],
      ]
    if (name.endsWith('With')) return [[name, sayBrowser(value, t)]]
    if (name.endsWith('By') && value === someAdministrator) return [[name, t('letter.administrator')]]
    const [, day, time] = (isMoment(name) && /^(\d{4}-\d\d-\d\d) (\d\d:\d\d) UTC$/.exec(value)) || []
    return [[name, day && time ? t('letter.moment', { at: new Date(`${day}T${time}Z`) }) : value]]
  })
  return Object.fromEntries(entries)
}

function isMoment(name: string): boolean {
  return name === 'until' || name === 'at' || name.endsWith('At')
}

/** In the largest unit that leaves no remainder; "24 hours" says more than "1 day". Source: Unicode CLDR. */
function sayMinutes(minutes: number, language: string): string {
  const [unit, size] = units.find(([, size]) => minutes % size === 0 && minutes > size) ?? ['minute', 1]
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(minutes / size)
}

const units: [unit: string, minutes: number][] = [
  ['day', 24 * 60],
  ['hour', 60],
]
