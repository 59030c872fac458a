import { en, type Key } from '../../src/languages/en.ts'
import { translator } from '../../src/languages/translate.ts'
import { Browser } from '../support/browser.ts'

/** The browser of somebody who speaks a language. A tour names buttons and links in English; they are found by the words that
 *  the dictionary of that language has for them. */
export class SpeakingBrowser extends Browser {
  constructor(base: string, origin: string, language: string) {
    super(base, origin)
    this.language = language
  }

  override form(label: string): ReturnType<Browser['form']> {
    return super.form(this.#shown('button', label))
  }

  override follow(text: string): Promise<this> {
    return super.follow(this.#shown('a', text))
  }

  #shown(element: 'button' | 'a', english: string): string {
    const $ = this.$
    const words = $(element)
      .toArray()
      .map((one) => $(one).text().trim())
    const t = translator(this.language)
    const keys = (Object.keys(en) as Key[]).filter((key) => en[key] === english)
    return keys.map((key) => t(key)).find((wording) => words.includes(wording)) ?? english
  }
}
