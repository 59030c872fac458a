import mongoose from 'mongoose'
import { beforeAll, describe, expect, test } from 'vitest'
import { activePerson } from '../../bench/crowd.ts'
import { fillInSearchKeys } from '../../src/users/details.ts'
import { People } from '../../src/users/model.ts'
import { searchKeysOf } from '../../src/users/names.ts'
import type { Browser } from '../support/browser.ts'
import { insertPeople } from '../support/insert-people.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator } from '../support/people.ts'

describe('the list of users', () => {
  const latchkey = useLatchkey()
  let console: Browser

  beforeAll(async () => {
    console = await becomeAdministrator(latchkey)
    await People.collection.insertMany([
      person('rosa', { givenName: 'Rosa', familyName: 'Núñez Vela', email: 'r.nunez@school.test' }),
      person('u-17', { givenName: 'José', familyName: 'Álvarez', status: 'disabled' }),
      person('u-18', { givenName: 'Jo', familyName: 'Rossi', status: 'invited' }),
      person('chief', { givenName: 'Ada', familyName: 'Rosen', roles: ['administrator'] }),
      person('plain', {}),
    ])
  })

  function person(username: string, fields: Partial<ReturnType<typeof activePerson>>) {
    const whole = { ...activePerson(username, 'no password'), createdAt: born(), ...fields }
    const { email } = whole
    return { ...whole, emailKey: email, searchKeys: searchKeysOf(whole) }
  }

  let seconds = 0
  const born = () => new Date(Date.UTC(2020, 0, 1, 0, 0, seconds++))

  async function found(query: Record<string, string>): Promise<string[]> {
    await console.open(`/users?${new URLSearchParams(query)}`)
    return console
      .$('tbody .table-sub')
      .map((_, element) => console.$(element).text())
      .get()
  }

  test.each([
    ['ros', ['chief', 'rosa', 'u-18']],
    ['ROSA', ['rosa']],
    ['rosa nu', ['rosa']],
    ['nunez', ['rosa']],
    ['NÚÑEZ  vela', ['rosa']],
    ['nunez vela rosa', ['rosa']],
    ['r.nunez@sch', ['rosa']],
    ['jose al', ['u-17']],
    ['ãlvarez', ['u-17']],
    ['jo', ['u-17', 'u-18']],
    ['vela', []],
    ['school', []],
    ['{"$ne":""}', []],
    ['\u{10ffff}', []],
  ])('finds people by the start of username, address or name: %j', async (q, names) => {
    expect((await found({ q })).sort()).toEqual(names)
  })

  test('shows somebody once who is found by several names', async () => {
    expect(await found({ q: 'rosa' })).toEqual(['rosa'])
    expect(console.text).toContain('1 found for “rosa”')
  })

  test.each([
    [{ status: 'disabled' }, ['u-17']],
    [{ status: 'invited' }, ['u-18']],
    [{ status: 'active' }, ['admin', 'chief', 'plain', 'rosa']],
    [{ role: 'administrator' }, ['admin', 'chief']],
    [{ role: 'user' }, ['plain', 'rosa', 'u-17', 'u-18']],
    [{ role: 'administrator', status: 'disabled' }, []],
    [{ q: 'ros', role: 'user' }, ['rosa', 'u-18']],
    [{ q: 'ros', status: 'invited' }, ['u-18']],
    [{ q: 'ros', role: 'administrator', status: 'active' }, ['chief']],
    [{ status: 'sleeping', role: 'king', order: 'shoe-size' }, ['admin', 'chief', 'plain', 'rosa', 'u-17', 'u-18']],
  ])('narrows by status and role: %j', async (query, names) => {
    expect((await found(query)).sort()).toEqual(names)
  })

  test('keeps the choice in the form, and offers a way back to everybody', async () => {
    await found({ q: 'zz', status: 'invited', role: 'user' })
    expect(console.form('Search').fields).toMatchObject({ q: 'zz', status: 'invited', role: 'user' })
    expect(console.text).toContain('Nobody matches “zz”')
    await console.follow('Show all users')
    expect(console.$('tbody tr').length).toBe(6)
  })

  test('sorts by username, or the newest first, also within a status', async () => {
    expect(await found({})).toEqual(['admin', 'chief', 'plain', 'rosa', 'u-17', 'u-18'])
    expect(console.$('th[aria-sort=ascending]').text().trim()).toBe('Name')
    await console.follow('Created')
    expect(console.$('th[aria-sort=descending]').text().trim()).toBe('Created')
    expect(await found({ order: 'newest' })).toEqual(['admin', 'plain', 'chief', 'u-18', 'u-17', 'rosa'])
    expect(await found({ order: 'newest', status: 'active' })).toEqual(['admin', 'plain', 'chief', 'rosa'])
  })

  test('gives people from before the search their keys, once', async () => {
    await People.collection.insertOne({ ...person('old', { givenName: 'Olga' }), searchKeys: undefined } as never)
    await People.collection.updateOne({ username: 'old' }, { $unset: { searchKeys: 1 } })
    expect(await found({ q: 'olga' })).toEqual([])
    await fillInSearchKeys()
    await fillInSearchKeys()
    expect(await found({ q: 'olga' })).toEqual(['old'])
    await People.deleteOne({ username: 'old' })
  })

  test('ends after seventy-five people found, a thousand listed, and says so', async () => {
    const crowd = Array.from({ length: 1100 }, (_, number) => person(`crowd-${String(number).padStart(4, '0')}`, {}))
    await insertPeople(crowd)
    await console.open('/users?q=crowd&page=3')
    expect(console.text).toContain('75 or more found for “crowd”')
    expect(console.text).toContain('The list ends after 75 users.')
    expect([console.$('tbody tr').length, console.text.includes('Next')]).toEqual([25, false])
    await console.open('/users?page=40')
    expect(console.text).toContain('1,106 in all')
    expect(console.text).toContain('The list ends after 1,000 users.')
    await console.open('/users?q=crowd&page=4')
    expect(console.path).toBe('/users?q=crowd')
    await mongoose.connection.collection('users').deleteMany({ username: /^crowd-/ })
  })
})
