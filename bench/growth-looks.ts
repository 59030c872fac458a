import { findHolder } from '../src/password-reset/reset-tokens.ts'
import { listUsers, type Search } from '../src/users/search.ts'
import { findByIdentifier } from '../src/users/users.ts'
import type { Console } from './growth-console.ts'
import { digestOf, nameOf } from './growth-people.ts'

/** One kind of look at the database, at the person of a given number; throws where what must be there is missing. */
export type Look = (number: number) => Promise<void>

/** The last page of a thousand people, so that both sizes have it. */
const farPage = 40
const now = new Date('2026-06-01T00:00:00Z')

/** The looks whose time must not grow with the number of people: the product's own store functions, and its pages over HTTP. */
export function looksThrough(console: Console): Record<string, Look> {
  const letters = (number: number, count: number) => nameOf(number).slice(0, count)
  return {
    'sign-in look-up, username': (number) => somebody(findByIdentifier(nameOf(number))),
    'sign-in look-up, address': (number) => somebody(findByIdentifier(`${nameOf(number)}@example.test`)),
    'token look-up': (number) =>
      somebody(findHolder({ digest: digestOf(number), purpose: 'reset', now, openSince: new Date(0) })),
    'search, five letters': (number) => listed({ prefix: letters(number, 5) }),
    'search page over HTTP, five letters': (number) => console.open(`/users?q=${letters(number, 5)}`),
    'search, one letter': (number) => listed({ prefix: letters(number, 1) }),
    'search page over HTTP, one letter': (number) => console.open(`/users?q=${letters(number, 1)}`),
    'list, first page': () => listed({}),
    'list, newest first': () => listed({ order: 'newest' }),
    'list, disabled people': () => listed({ status: 'disabled' }),
    [`list, page ${farPage}`]: () => listed({}, farPage),
    'list page over HTTP': () => console.open('/users'),
  }
}

function listed(search: Partial<Search>, number = 1): Promise<void> {
  const limit = 25
  return somebody(listUsers({ prefix: '', ...search, limit, skip: (number - 1) * limit }).then(({ users }) => users[0]))
}

async function somebody(found: Promise<object | undefined>): Promise<void> {
  if (!(await found)) throw new Error('Somebody is missing')
}
