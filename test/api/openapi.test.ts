import { beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { contents } from '../../src/api/contents.ts'
import { fullPath, type OpenApi } from '../../src/api/openapi.ts'
import type { Json } from '../../src/api/schemas.ts'
import { call } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator } from '../support/people.ts'

const latchkey = useLatchkey()
let document: OpenApi

beforeAll(async () => {
  await becomeAdministrator(latchkey)
  document = JSON.parse((await call(latchkey, '/api/openapi.json')).body)
})

/** Every object inside a value, with the way to it. */
function* objectsIn(value: unknown, way = '#'): Generator<[way: string, found: Json]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [way, value as Json]
  for (const [name, inside] of Object.entries(value)) {
    // What stands in an example is no part of the document's own language.
    if (name !== 'examples' && name !== 'default') yield* objectsIn(inside, `${way}/${name}`)
  }
}

function entries() {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, entry]) => ({ path, method, entry })),
  )
}

function bodiesOf({ entry }: ReturnType<typeof entries>[number]) {
  const told = Object.values(entry.responses).flatMap((answer) => ('content' in answer ? [answer.content] : []))
  return [entry.requestBody?.content, ...told].flatMap((content) => Object.values(content ?? {}))
}

/** The schema on its own, with the schemas it refers to. */
function compiled(schema: Json): z.ZodType {
  const $defs = document.components.schemas
  const text = JSON.stringify({ ...schema, $defs }).replaceAll('#/components/schemas/', '#/$defs/')
  return z.fromJSONSchema(JSON.parse(text))
}

describe('the OpenAPI document', () => {
  test('is of version 3.1 and has what that version demands', () => {
    expect(document.openapi).toMatch(/^3\.1\.\d+$/)
    expect(document.info).toMatchObject({ title: 'Latchkey', version: expect.stringMatching(/^\d+\.\d+\.\d+$/) })
    const allowed = ['openapi', 'info', 'servers', 'tags', 'paths', 'components']
    expect(Object.keys(document)).toEqual(allowed)
    for (const path of Object.keys(document.paths)) expect(path).toMatch(/^\//)
    for (const name of Object.values(document.components).flatMap(Object.keys)) expect(name).toMatch(/^[\w.-]+$/)
  })

  test('has every operation that is served, and no other', () => {
    const served = contents(latchkey.deps).flatMap((section) =>
      section.operations.map((operation) => `${operation.method} ${fullPath(section, operation)}`),
    )
    expect(
      entries()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    ).toEqual(served.toSorted())
    expect(new Set(served).size).toBe(served.length)
  })

  test('names every operation once, and puts each under a part there is', () => {
    const names = entries().map(({ entry }) => entry.operationId)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[A-Za-z0-9-]+$/)
    const parts = document.tags.map(({ name }) => name)
    expect(new Set(parts).size).toBe(parts.length)
    for (const { entry } of entries()) expect(parts).toContain(entry.tags[0])
  })

  test('says something about every operation: a summary, who may, and what it answers where it works or refuses', () => {
    for (const { entry } of entries()) {
      expect(entry.summary).toMatch(/^[A-Z].*[^.]$/)
      expect(entry.security.flatMap(Object.keys)).toContain('basic')
      const schemes = Object.keys(document.components.securitySchemes)
      for (const name of entry.security.flatMap(Object.keys)) expect(schemes).toContain(name)
      expect(Object.keys(entry.responses)).toEqual(expect.arrayContaining(['400', '401', '403', '429', '500', '503']))
      for (const status of Object.keys(entry.responses)) expect(status).toMatch(/^[2-5]\d\d$/)
    }
  })

  test('describes every parameter of a path, and none that is not in it', () => {
    for (const { path, entry } of entries()) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
      const described = (entry.parameters ?? []).filter((one) => one.in === 'path')
      expect(described.map(({ name }) => name)).toEqual(named)
      for (const { required, schema } of described) expect([required, typeof schema]).toEqual([true, 'object'])
      const all = (entry.parameters ?? []).map((one) => `${one.in} ${one.name}`)
      expect(new Set(all).size).toBe(all.length)
    }
  })

  test('refers to nothing that is not in it', () => {
    const resolve = (reference: string) =>
      reference
        .slice(2)
        .split('/')
        .reduce<unknown>((at, name) => (at as Json | undefined)?.[name], document)
    for (const [way, { $ref }] of objectsIn(document)) {
      if ($ref === undefined) continue
      expect($ref, way).toMatch(/^#\/components\//)
      expect(resolve(String($ref)), way).toBeDefined()
    }
  })

  test('has schemas of JSON Schema 2020-12 alone, which can be compiled, and patterns that are regular expressions', () => {
    const known = new Set(
      'type properties required additionalProperties items prefixItems anyOf oneOf allOf enum const pattern format propertyNames minLength maxLength minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems maxItems uniqueItems minProperties maxProperties default description title examples readOnly writeOnly deprecated not $ref contentEncoding contentMediaType'.split(
        ' ',
      ),
    )
    const schemas = [
      ...Object.values(document.components.schemas),
      ...entries().flatMap((one) => [...bodiesOf(one), ...(one.entry.parameters ?? [])].map(({ schema }) => schema)),
    ]
    const check = (schema: Json): void => {
      expect(Object.keys(schema).filter((keyword) => !known.has(keyword))).toEqual([])
      if (schema.pattern !== undefined) new RegExp(String(schema.pattern), 'u')
      const properties = Object.values((schema.properties ?? {}) as Record<string, Json>)
      const several = [schema.anyOf, schema.oneOf, schema.allOf, schema.prefixItems].flatMap((list) => list ?? [])
      const single = [schema.items, schema.additionalProperties, schema.propertyNames].filter(
        (one) => typeof one === 'object',
      )
      for (const inside of [...properties, ...several, ...single]) check(inside as Json)
    }
    for (const schema of schemas) {
      check(schema)
      compiled(schema)
    }
  })

  test('has an example for every body that is sent, and examples are as their schemas say', () => {
    for (const one of entries()) {
      const { requestBody } = one.entry
      const sent = requestBody?.content['application/json']
      if (sent) expect(Object.keys(sent.examples ?? {}), one.entry.operationId).not.toEqual([])
      for (const { schema, examples = {} } of bodiesOf(one)) {
        for (const { value } of Object.values(examples)) {
          const found = compiled(schema).safeParse(value)
          expect(found.error?.message, `${one.entry.operationId} ${JSON.stringify(value)}`).toBeUndefined()
        }
      }
    }
  })

  test('holds no secret', () => {
    const { secrets } = latchkey.deps.config
    for (const secret of secrets) expect(JSON.stringify(document)).not.toContain(secret)
  })
})

describe('who may read it', () => {
  test('programs of administrators: 401 to everybody else, 405 to other methods', async () => {
    const nobody = { headers: { Authorization: undefined } }
    expect((await call(latchkey, '/api/openapi.json', undefined, nobody)).status).toBe(401)
    expect((await call(latchkey, '/api/openapi.json', {})).status).toBe(405)
    expect((await call(latchkey, '/t/carbon.super/api/openapi.json')).status).toBe(200)
  })

  test('administrators in the console: the page, and the same document', async () => {
    const console = await latchkey.console().open('/api')
    expect(console.path).toMatch(/^\/sign-in\?/)
    await console.submit('Sign in', { identifier: 'admin', password: 'brass lantern over the harbour' })
    expect([console.status, console.heading]).toEqual([200, 'API'])
    await console.follow('Download OpenAPI document')
    expect(JSON.parse(console.html)).toEqual(document)
  })

  test('nobody at the public door', async () => {
    for (const path of ['/api', '/api/openapi.json']) expect((await latchkey.visitor().open(path)).status).toBe(404)
  })
})

test('the page shows every operation with its path, its fields, an example for the command line and its answers', async () => {
  const console = latchkey.console()
  await console.open('/sign-in?return_to=/api')
  await console.submit('Sign in', { identifier: 'admin', password: 'brass lantern over the harbour' })
  const { $ } = console
  for (const { path, method, entry } of entries()) {
    const shown = $(`#${entry.operationId}`).text().replaceAll(/\s+/g, ' ')
    expect(shown).toContain(`${method.toUpperCase()} /api${path}`)
    expect(shown).toContain(entry.summary)
    expect(shown).toContain('curl ')
    for (const { name } of entry.parameters ?? []) expect(shown).toContain(name)
    for (const [status, answer] of Object.entries(entry.responses))
      if ('description' in answer) expect(shown).toContain(`${status} ${answer.description.replaceAll(/\s+/g, ' ')}`)
  }
  const setPassword = $('#post-identity-recovery-v0-9-set-password').text()
  for (const words of ['password', 'key', '22001', 'userId']) expect(setPassword).toContain(words)
  expect($('script:not([src])').length + $('[style]').length + $('[onclick]').length).toBe(0)
})
