import type { Browser } from '../support/browser.ts'
import type { DoorName, Form } from './town.ts'

/** Every posting form on the page shown, each field with the values it has and could be given there. */
export function formsOn(browser: Browser, door: DoorName): Form[] {
  const $ = browser.$
  return $('form[method=post]')
    .toArray()
    .map((form) => {
      const fields = new Map<string, string[]>()
      for (const element of $(form).find('[name]').toArray()) {
        const name = $(element).attr('name') ?? ''
        const options = $(element)
          .find('option')
          .toArray()
          .map((option) => $(option).attr('value') ?? '')
        const value = element.tagName === 'textarea' ? $(element).text() : ($(element).attr('value') ?? '')
        fields.set(name, [...(fields.get(name) ?? []), ...(options.length > 0 ? options : [value])])
      }
      fields.delete('_csrf')
      const isUpload = $(form).attr('enctype') === 'multipart/form-data'
      return { door, action: $(form).attr('action') ?? browser.path, isUpload, fields: [...fields] }
    })
}

/** Opens what links lead to from these places, at most so many pages, and gives each form once. */
export async function lookAround(
  browser: Browser,
  at: { door: DoorName; from: string[]; pages: number },
): Promise<{ forms: Form[]; paths: string[] }> {
  const [forms, seen, waiting] = [new Map<string, Form>(), new Set<string>(), [...at.from]]
  for (let path = waiting.shift(); path !== undefined && seen.size < at.pages; path = waiting.shift()) {
    if (seen.has(path)) continue
    seen.add(path)
    await browser.open(path)
    for (const form of formsOn(browser, at.door)) forms.set(form.action, form)
    for (const link of browser.$('a[href^="/"]').toArray())
      waiting.push(browser.$(link).attr('href')?.split('#')[0] ?? '/')
  }
  return { forms: [...forms.values()], paths: [...seen] }
}
