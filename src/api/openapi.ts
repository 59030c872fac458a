// A little over 120 lines: one document, from its whole to its parts.

import { answersOf, type CommonAnswer, commonAnswers } from './common-answers.ts'
import type { Section } from './contents.ts'
import type { Answer, Method, Operation } from './operation.ts'
import { type Json, schemaWriter, type WriteSchema } from './schemas.ts'

/** An operation as the document tells of it. */
export interface Entry extends Json {
  operationId: string
  tags: string[]
  summary: string
  description?: string
  security: Record<string, string[]>[]
  parameters?: Parameter[]
  requestBody?: { required: boolean; content: Content }
  responses: Record<string, Told | { $ref: string }>
}

export interface Parameter {
  name: string
  in: 'path' | 'query'
  required: boolean
  description?: string
  schema: Json
}

export type Content = Record<string, { schema: Json; examples?: Record<string, { value: unknown }> }>

/** An answer as the document tells of it. */
export interface Told {
  description: string
  headers?: Record<string, Json>
  content?: Content
}

/** The API as an OpenAPI document. */
export interface OpenApi {
  openapi: string
  info: Json
  servers: Json[]
  tags: { name: string }[]
  paths: Record<string, Partial<Record<Method, Entry>>>
  components: { schemas: Record<string, Json>; responses: Record<string, Told>; securitySchemes: Json }
}

const info = {
  title: 'Latchkey',
  version: '1.0.0',
  summary: 'Password recovery and administration',
  description: `Everything that can be asked of Latchkey by program. Calls go to the admin door, with JSON in UTF-8, and are answered in JSON.
No cookie is read or set. Every error has code, message, description and traceId; the log knows the trace id. An address that is not in
this document is answered with 404, a method that its address does not take with 405 and the header Allow.`,
}

const securitySchemes = {
  basic: { type: 'http', scheme: 'basic', description: 'The name and the password of an active administrator' },
  key: { type: 'http', scheme: 'bearer', description: 'An API key that has the scope named beside it' },
}

/** Writes the OpenAPI document of these sections, for the door at `origin`. Throws where two schemas go by one name.
 *  Source: OpenAPI Specification 3.1.1; its schemas are JSON Schema 2020-12. */
export function openApi(sections: Section[], { origin }: { origin: string }): OpenApi {
  const schemas: Record<string, Json> = {}
  const write = schemaWriter(schemas)
  const paths: OpenApi['paths'] = {}
  for (const section of sections) {
    for (const operation of section.operations) {
      const path = fullPath(section, operation)
      paths[path] = { ...paths[path], [operation.method]: entry({ section, operation }, write) }
    }
  }
  const common = [false, true].flatMap((own) => Object.values(commonAnswers(own)))
  const responses = Object.fromEntries(common.map((answer) => [answer.code, told(answer, write)]))
  const tenant = { default: 'carbon.super', description: 'carbon.super, or the name of the organisation' }
  return {
    openapi: '3.1.1',
    info,
    servers: [{ url: `${origin}/api` }, { url: `${origin}/t/{tenant}/api`, variables: { tenant } }],
    tags: sections.map(({ title }) => ({ name: title })),
    paths,
    components: { schemas, responses, securitySchemes },
  }
}

/** Where an operation is, below `/api`, with `{names}`. */
export function fullPath({ base }: Pick<Section, 'base'>, { path }: Pick<Operation, 'path'>): string {
  return `${base}${path === '/' ? '' : path}`
}

type Place = { section: Section; operation: Operation }

function entry({ section, operation }: Place, write: WriteSchema): Entry {
  const { summary, description, scope, body, bodyExamples } = operation
  const keys = scope === 'administrator' ? [] : [{ key: scope === 'any' ? [] : [scope] }]
  const parameters = parametersOf(operation, write)
  const schema = body && write(body, 'input')
  return {
    operationId: idOf({ section, operation }),
    tags: [section.title],
    summary,
    ...(description && { description }),
    security: [{ basic: [] }, ...keys],
    ...(parameters.length > 0 && { parameters }),
    ...(schema && {
      requestBody: {
        required: !body.safeParse(undefined).success,
        content: {
          'application/json': { schema, ...examplesOf(bodyExamples) },
          ...Object.fromEntries((section.texts ?? []).map((type) => [type, { schema: { type: 'string' } }])),
        },
      },
    }),
    responses: responsesOf({ section, operation }, write),
  }
}

function idOf({ section, operation }: Place): string {
  const words = fullPath(section, operation).replace(/\{(\w+)\}/g, 'by-$1')
  return `${operation.method}${words.replaceAll(/[^A-Za-z0-9-]+/g, '-')}`
}

function parametersOf({ path, query }: Operation, write: WriteSchema): Parameter[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => {
    return { name, in: 'path' as const, required: true, schema: { type: 'string' } }
  })
  const { properties = {}, required = [] } = (query ? write(query, 'input') : {}) as {
    properties?: Record<string, Json & { description?: string }>
    required?: string[]
  }
  const inQuery = Object.entries(properties).map(([name, { description, ...schema }]) => {
    const words = description === undefined ? {} : { description }
    return { name, in: 'query' as const, required: required.includes(name), ...words, schema }
  })
  return [...inPath, ...inQuery]
}

function responsesOf({ section, operation }: Place, write: WriteSchema): Entry['responses'] {
  const isCommon = (answer: Answer): answer is CommonAnswer => 'code' in answer
  const answers = Object.entries(answersOf(section, operation))
  return Object.fromEntries(
    answers.map(([status, answer]) => [
      status,
      isCommon(answer) ? { $ref: `#/components/responses/${answer.code}` } : told(answer, write),
    ]),
  )
}

function told(answer: Answer & { headers?: Record<string, string> }, write: WriteSchema): Told {
  const { description, body, text, textTypes = ['text/plain'], examples, headers = {} } = answer
  const kinds = [['application/json', body] as const, ...textTypes.map((type) => [type, text] as const)]
  const content = kinds.flatMap(([type, schema]) =>
    schema ? [[type, { schema: write(schema, 'output'), ...examplesOf(examples) }]] : [],
  )
  const said = Object.entries(headers).map(([name, says]) => [name, { description: says, schema: { type: 'string' } }])
  return {
    description,
    ...(said.length > 0 && { headers: Object.fromEntries(said) }),
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
  }
}

function examplesOf(values: unknown[] = []): { examples?: Record<string, { value: unknown }> } {
  const examples = Object.fromEntries(values.map((value, at) => [`example-${at + 1}`, { value }]))
  return values.length > 0 ? { examples } : {}
}
