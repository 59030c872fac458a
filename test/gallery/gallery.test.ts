import * as cheerio from 'cheerio'
import { beforeAll, describe, expect, test } from 'vitest'
import { everyState } from './states.ts'
import type { Shot } from './town.ts'

const minute = 60_000
let shots: Shot[]

beforeAll(async () => {
  shots = await everyState()
}, 2 * minute)

describe('Every page in every state', () => {
  test('is on the list', () => {
    expect(shots.length).toBeGreaterThan(130)
  })

  test('has a title, a language, one main part and one heading of the first order', () => {
    expect(
      faults(($) => [
        ...($('title').text().trim() ? [] : ['no title']),
        ...($('html[lang][dir]').length === 1 ? [] : ['no language']),
        ...($('main').length === 1 ? [] : ['no main part']),
        ...($('h1').length === 1 ? [] : [`${$('h1').length} first headings`]),
      ]),
    ).toEqual([])
  })

  test('leaves no heading out on the way down', () => {
    expect(
      faults(($) => {
        const levels = $('h1, h2, h3, h4')
          .toArray()
          .map((heading) => Number(heading.tagName.slice(1)))
        const jumps = levels.filter((level, at) => level - (levels[at - 1] ?? 0) > 1)
        return jumps.map((level) => `jumps to heading ${level}`)
      }),
    ).toEqual([])
  })

  test('names every field, button, link, picture, frame and table', () => {
    expect(
      faults(($) => {
        const named = (element: string) => $(element).text().trim() !== '' || $(element).attr('aria-label')
        const unlabelled = $('input:not([type=hidden]):not([hidden]), select, textarea')
          .toArray()
          .filter((field) => $(`label[for="${$(field).attr('id')}"]`).length !== 1)
        const nameless = $('a, button')
          .toArray()
          .filter((one) => !$(one).text().trim() && !$(one).attr('aria-label'))
        return [
          ...unlabelled.map((field) => `field ${$(field).attr('name')} has no label`),
          ...nameless.map((one) => `${one.tagName} without words`),
          ...$('img:not([alt])')
            .toArray()
            .map(() => 'picture without alt'),
          ...$('iframe:not([title])')
            .toArray()
            .map(() => 'frame without title'),
          ...$('table:not([role=presentation])')
            .toArray()
            .filter((table) => $(table).find('caption').length === 0 && !named(`#${$(table).attr('aria-labelledby')}`))
            .map(() => 'table without caption'),
        ]
      }),
    ).toEqual([])
  })

  test('uses every id once and points at nothing that is not there', () => {
    expect(
      faults(($) => {
        const ids = $('[id]')
          .toArray()
          .map((element) => $(element).attr('id') ?? '')
        const twice = ids.filter((id, at) => ids.indexOf(id) !== at)
        const wanted = $('[aria-describedby], [aria-labelledby], [aria-controls], [href^="#"]')
          .toArray()
          .flatMap((element) => {
            const { 'aria-describedby': a, 'aria-labelledby': b, 'aria-controls': c, href } = element.attribs
            return [a, b, c, href?.startsWith('#') ? href.slice(1) : ''].flatMap((value) => value?.split(' ') ?? [])
          })
        const lost = wanted.filter((id) => id && !ids.includes(id))
        return [...twice.map((id) => `id ${id} twice`), ...lost.map((id) => `nothing is called ${id}`)]
      }),
    ).toEqual([])
  })

  test('tells in every cell which column it is of, for windows too narrow for columns', () => {
    expect(
      faults(($) =>
        $('.table tbody')
          .find($('.fault-table').length > 0 ? 'th:not([data-label])' : 'td:not([data-label])')
          .toArray()
          .map((cell) => `cell ${$(cell).text().trim()}`),
      ),
    ).toEqual([])
  })

  test('protects every form that changes something', () => {
    expect(
      faults(($) =>
        $('form[method=post]')
          .toArray()
          .filter((form) => $(form).find('input[name=_csrf]').length !== 1)
          .map((form) => `form to ${$(form).attr('action')}`),
      ),
    ).toEqual([])
  })

  test('offers a way on', () => {
    expect(faults(($) => ($('main a[href], main button').length > 0 ? [] : ['no way on']))).toEqual([])
  })

  test('holds no trace of a template, a value that is missing, style or script of its own', () => {
    expect(
      faults(($, { html }) => [
        ...(html.match(/<%|%>|\bundefined\b|\[object |\bNaN\b|Invalid Date/g) ?? []),
        ...$('[style], style, script:not([src]), [onclick]')
          .toArray()
          .map((one) => `${one.tagName} with style or script`),
      ]),
    ).toEqual([])
  })
})

function faults(look: ($: cheerio.CheerioAPI, shot: Shot) => string[]): string[] {
  return shots.flatMap((shot) => look(cheerio.load(shot.html), shot).map((fault) => `${shot.name}: ${fault}`))
}
