// Over 120 lines: the grammar from the top down.

import fc from 'fast-check'
import type { Parameter } from '../../src/api/openapi.ts'
import { type Body, bytesBodies, formBodies, jsonBodies } from './body.ts'
import { anyText, anyValue } from './nasty.ts'
import { valuesOf } from './schema-values.ts'
import { spoilt } from './spoil.ts'
import type { DoorName, Form, Town } from './town.ts'
import { type Trick, tricks } from './tricks.ts'

/** One request before its bytes are made. Callers are named, since what they show of themselves changes in the course of a run. */
export interface Case {
  door: DoorName
  caller: string
  method: string
  /** Path segments and query, not yet encoded. */
  path: string[]
  query: [string, string][]
  body: Body
  trick: Trick
}

type Aim = Pick<Case, 'door' | 'method' | 'path' | 'query' | 'body'>

const methods = fc.constantFrom(
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'OPTIONS',
  'TRACE',
  'PROPFIND',
  'CONNECT',
)

/** The grammar of a town: what a browser or a program could send there, and what neither ever would. */
export function cases(town: Town): fc.Arbitrary<Case> {
  const { words } = town
  const word = fc.oneof({ arbitrary: fc.constantFrom(...words), weight: 3 }, anyText)
  const aim = fc.oneof(
    { arbitrary: fc.oneof(...town.forms.map((form) => formAim(form, words))), weight: 5 },
    { arbitrary: fc.oneof(...town.routes.map((route) => routeAim(route, town, word))), weight: 3 },
    { arbitrary: fc.oneof(...operationsOf(town).map((one) => apiAim(one, town, word))), weight: 6 },
    { arbitrary: fc.oneof(...town.places.map((place) => placeAim(place, word))), weight: 2 },
    { arbitrary: strayAim(word), weight: 1 },
  )
  const otherMethod = fc.oneof({ arbitrary: fc.constant(undefined), weight: 15 }, methods)
  return fc.tuple(aim, otherMethod, tricks, fc.nat(99), fc.nat()).map(([found, method, trick, chance, which]) => {
    const those = callersAt(town, found, chance)
    const { name: caller = '' } = those[which % those.length] ?? {}
    return { ...found, method: method ?? found.method, caller, trick }
  })
}

/** Mostly those who belong there. */
function callersAt({ callers }: Town, { door, path }: Aim, chance: number): { name: string }[] {
  const isApi = path.includes('api')
  const there = callers.filter((one) => one.door === door)
  const strangers = ['stranger', 'key of recovery']
  return chance < 8
    ? there
    : there.filter(({ name, authorization }) => !strangers.includes(name) && (authorization !== '') === isApi)
}

function formAim(form: Form, words: readonly string[]): fc.Arbitrary<Aim> {
  const { path, query } = taken(form.action)
  return formBodies(form, words).map((body) => ({ door: form.door, method: 'POST', path, query, body }))
}

function routeAim(
  { door, method, path }: { door: DoorName; method: string; path: string },
  { forms, words }: Town,
  word: fc.Arbitrary<string>,
): fc.Arbitrary<Aim> {
  const segments = fc.tuple(
    ...path
      .split('/')
      .slice(1)
      .map((part) => (part.startsWith(':') ? word : fc.constant(part))),
  )
  const form = forms.find((one) => one.door === door && one.action.split('/')[1] === path.split('/')[1])
  const body = method === 'POST' && form ? formBodies(form, words) : bytesOrNone
  return fc
    .tuple(segments, queries(word), body)
    .map(([found, query, its]) => ({ door, method, path: found, query, body: its }))
}

interface Described {
  path: string
  method: string
  parameters: Parameter[]
  body: ReturnType<typeof valuesOf> | undefined
  examples: unknown[]
}

function operationsOf({ api, words }: Town): Described[] {
  const known = { schemas: api.components.schemas, words }
  return Object.entries(api.paths).flatMap(([path, there]) =>
    Object.entries(there).map(([method, entry]) => {
      const content = entry.requestBody?.content['application/json']
      return {
        path,
        method: method.toUpperCase(),
        parameters: entry.parameters ?? [],
        body: content && valuesOf(content.schema, known),
        examples: Object.values(content?.examples ?? {}).map(({ value }) => value),
      }
    }),
  )
}

function apiAim(described: Described, town: Town, word: fc.Arbitrary<string>): fc.Arbitrary<Aim> {
  const { path, method, parameters, body, examples } = described
  const known = { schemas: town.api.components.schemas, words: town.words }
  const front = fc.oneof(
    { arbitrary: fc.constant(['api']), weight: 9 },
    fc.oneof(fc.constant('carbon.super'), word).map((tenant) => ['t', tenant, 'api']),
  )
  const segments = fc.tuple(
    ...path
      .split('/')
      .slice(1)
      .map((part) => (part.startsWith('{') ? word : fc.constant(part))),
  )
  const asked = parameters.filter((one) => one.in === 'query')
  const own = fc.record(
    Object.fromEntries(asked.map((one) => [one.name, fc.oneof(valuesOf(one.schema, known).map(String), word)])),
    { requiredKeys: asked.filter((one) => one.required).map((one) => one.name) },
  )
  const query = fc
    .tuple(own, fc.oneof({ arbitrary: fc.constant<[string, string][]>([]), weight: 6 }, queries(word)))
    .map(([mine, more]) => [...(Object.entries(mine) as [string, string][]), ...more])
  const values =
    body && fc.oneof({ arbitrary: body, weight: 3 }, ...(examples.length > 0 ? [fc.constantFrom(...examples)] : []))
  const bodies = values
    ? fc.oneof(
        { arbitrary: jsonBodies(values), weight: 4 },
        { arbitrary: jsonBodies(spoilt(values)), weight: 4 },
        bytesOrNone,
      )
    : fc.oneof({ arbitrary: fc.constant<Body>({ kind: 'none' }), weight: 5 }, jsonBodies(anyValue))
  return fc.tuple(front, segments, query, bodies).map(([start, rest, found, its]) => {
    return { door: 'admin' as const, method, path: [...start, ...rest], query: found, body: its }
  })
}

function placeAim({ door, path }: { door: DoorName; path: string }, word: fc.Arbitrary<string>): fc.Arbitrary<Aim> {
  const at = taken(path)
  const spoiltQuery = fc
    .tuple(fc.nat(), word)
    .map(([which, other]) =>
      at.query.map(([name, value], index): [string, string] => [
        name,
        index === which % at.query.length ? other : value,
      ]),
    )
  return fc.tuple(fc.oneof(fc.constant(at.query), spoiltQuery), queries(word)).map(([own, more]) => {
    return { door, method: 'GET', path: at.path, query: [...own, ...more], body: { kind: 'none' } }
  })
}

function strayAim(word: fc.Arbitrary<string>): fc.Arbitrary<Aim> {
  const path = fc.array(word, { minLength: 1, maxLength: 4 })
  return fc
    .tuple(fc.constantFrom('public' as const, 'admin' as const), methods, path, queries(word), bytesOrNone)
    .map(([door, method, segments, query, body]) => ({ door, method, path: segments, query, body }))
}

const bytesOrNone = fc.oneof({ arbitrary: fc.constant<Body>({ kind: 'none' }), weight: 8 }, bytesBodies)
const parameterNames = [
  'token',
  'q',
  'cursor',
  'older',
  'newer',
  'page',
  'from',
  'until',
  'return_to',
  'status',
  'preset',
  'sort',
  'limit',
]

function queries(word: fc.Arbitrary<string>): fc.Arbitrary<[string, string][]> {
  const pair = fc.tuple(fc.oneof({ arbitrary: fc.constantFrom(...parameterNames), weight: 5 }, anyText), word)
  return fc.oneof({ arbitrary: fc.constant<[string, string][]>([]), weight: 2 }, fc.array(pair, { maxLength: 4 }))
}

function taken(address: string): { path: string[]; query: [string, string][] } {
  const url = new URL(address, 'http://x')
  return { path: url.pathname.split('/').slice(1).map(decodeURIComponent), query: [...url.searchParams] }
}
