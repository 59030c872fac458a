import Bowser from 'bowser'

/** A browser's claim about itself as a person would say it: "Firefox 140 on Windows". A claim that is none we know, or that is
 *  more than a name, becomes "an unknown browser", so that nobody can write into a letter through it. */
export function browserName(userAgent: string): string {
  if (userAgent === '') return unknown
  const { browser, os } = Bowser.parse(userAgent)
  if (!isName(browser.name)) return unknown
  const version = /^\d{1,4}/.exec(browser.version ?? '')?.[0]
  const system = isName(os.name) ? ` on ${os.name}` : ''
  return `${browser.name}${version ? ` ${version}` : ''}${system}`
}

const unknown = 'an unknown browser'

function isName(text: string | undefined): text is string {
  return text !== undefined && /^[A-Za-z][A-Za-z ]{0,30}$/.test(text)
}
