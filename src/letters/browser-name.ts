import Bowser from 'bowser'
import type { Translate } from '../languages/translate.ts'

/** A browser's claim about itself as a person would say it: "Firefox 140 on Windows". A claim that names no browser we know becomes
 *  "an unknown browser", so that nobody can write into a letter through it. */
export function browserName(userAgent: string): string {
  const { browser, system } = browserParts(userAgent)
  if (!browser) return unknown
  return system ? `${browser} on ${system}` : browser
}

/** The same in parts, for pages in any language; what is not known is left out. */
export function browserParts(userAgent: string): { browser?: string; system?: string } {
  if (userAgent === '') return {}
  const { browser, os } = Bowser.parse(userAgent)
  if (!isKnown(browser.name, Bowser.BROWSER_MAP)) return {}
  const version = /^\d{1,4}/.exec(browser.version ?? '')?.[0]
  const named = { browser: version ? `${browser.name} ${version}` : browser.name }
  return isKnown(os.name, Bowser.OS_MAP) ? { ...named, system: os.name } : named
}

/** What `browserName` gave, in the reader's language; any other text as it is. */
export function sayBrowser(name: string, t: Translate): string {
  if (name === unknown) return t('letter.unknown-browser')
  const [, browser, system] = /^([A-Za-z -]+(?: \d{1,4})?) on ([A-Za-z \d]+)$/.exec(name) ?? []
  return browser && system ? t('letter.browser', { browser, system }) : name
}

const unknown = 'an unknown browser'

/** A name the parser does not know it takes over as it was claimed. */
function isKnown(name: string | undefined, names: object): name is string {
  return Object.values(names).includes(name)
}
