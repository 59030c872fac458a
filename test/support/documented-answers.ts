import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { answersOf, commonAnswers, isOwn } from '../../src/api/common-answers.ts'
import type { Section } from '../../src/api/contents.ts'
import { fullPath } from '../../src/api/openapi.ts'
import type { Answer } from '../../src/api/operation.ts'

/** An answer of the API as it left. */
export interface GivenAnswer {
  method: string
  /** Below `/api`, without the query. */
  path: string
  status: number
  type: string
  body: string
}

/** Holds every answer of a door below `/api` against what the API says about itself; the list fills with what was not so. */
export function watchAnswers(door: Server, sections: Section[]): string[] {
  const broken: string[] = []
  door.prependListener('request', (req: IncomingMessage, res: ServerResponse) => {
    const path = pathBelowApi(req)
    if (path === undefined) return
    const chunks: Buffer[] = []
    const keep = (chunk: unknown) => {
      if (typeof chunk === 'string' || chunk instanceof Uint8Array) chunks.push(Buffer.from(chunk as string))
    }
    const { write, end } = res
    res.write = function (this: ServerResponse, ...given: unknown[]) {
      keep(given[0])
      return write.apply(this, given as Parameters<typeof write>)
    }
    res.end = function (this: ServerResponse, ...given: unknown[]) {
      keep(given[0])
      const type = String(res.getHeader('content-type') ?? '')
      const body = Buffer.concat(chunks).toString()
      const found = notAsDocumented(sections, { method: req.method ?? '', path, status: res.statusCode, type, body })
      if (found) broken.push(found)
      return end.apply(this, given as unknown as Parameters<typeof end>)
    }
  })
  return broken
}

/** What about an answer is not as the document says; undefined where all is. Fields that it does not name are not. */
export function notAsDocumented(sections: Section[], given: GivenAnswer): string | undefined {
  const { method, path, status } = given
  const answer = answerFor(sections, given)
  const name = `${method} /api${path} answered ${status}`
  if (!answer) return `${name}, which is not documented: ${given.body.slice(0, 300)}`
  const fault = method === 'HEAD' ? undefined : faultIn(answer, given)
  return fault && `${name}, but ${fault}: ${given.body.slice(0, 300)}`
}

function answerFor(sections: Section[], { method, path, status }: GivenAnswer): Answer | undefined {
  const asked = method === 'HEAD' ? 'get' : method.toLowerCase()
  const places = sections.flatMap((section) => section.operations.map((operation) => ({ section, operation })))
  const there = places.filter(({ section, operation }) => patternOf(fullPath(section, operation)).test(path))
  const [first] = there
  const place = there.find(
    ({ section, operation }) =>
      section === first?.section && operation.path === first.operation.path && operation.method === asked,
  )
  return place ? answersOf(place.section, place.operation)[status] : commonAnswers(isOwn({ base: `${path}/` }))[status]
}

function faultIn({ body, text, textTypes = ['text/plain'] }: Answer, given: GivenAnswer): string | undefined {
  if (given.body === '' && !body) return undefined
  const [type = ''] = given.type.split(';')
  const texts = textTypes.map((one) => one.split(';')[0])
  const schema = type === 'application/json' ? body : texts.includes(type) ? text : undefined
  if (!schema) return `a body of type ${given.type || 'none'} is not documented`
  const value = schema === body ? parsed(given.body) : given.body
  const found = schema.safeParse(value)
  if (!found.success) return `its body is not as documented (${found.error.issues.map(inWords).join('; ')})`
  return isDeepStrictEqual(found.data, value) ? undefined : 'its body has fields that are not documented'
}

/** Where several shapes are documented, what stands between the answer and the nearest of them. */
function inWords(issue: z.core.$ZodIssue): string {
  const shapes = issue.code === 'invalid_union' ? issue.errors.toSorted((a, b) => a.length - b.length) : []
  return shapes[0]?.map(inWords).join('; ') ?? `${issue.path.join('.') || 'body'}: ${issue.message}`
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function patternOf(path: string): RegExp {
  const escaped = path.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, '[^/]+')}/?$`, 'i')
}

/** Where a request is below `/api`; undefined elsewhere, where a browser is let on to the console, and where the door refuses what names
 *  no single host. */
function pathBelowApi({ url = '', method, headers, headersDistinct }: IncomingMessage): string | undefined {
  if (headersDistinct.host?.length !== 1) return undefined
  const [path = ''] = url.split('?')
  const below = /^(?:\/t\/[^/]+)?\/api(\/.*|$)/i.exec(path)?.[1]?.replace(/^\/$/, '')
  const isRead = method === 'GET' || method === 'HEAD'
  const isByBrowser = headers.cookie !== undefined && headers.authorization === undefined
  const isConsole = isRead && (below === '' || (below === '/openapi.json' && isByBrowser))
  return isConsole ? undefined : below
}
