import express, { type Handler, type Request } from 'express'
import type { z } from 'zod'
import { BadRequest, Problem } from '../errors.ts'
import { inEnglish } from '../languages/in-english.ts'
import { sayingOf } from '../web/parse-form.ts'
import { houseWords } from './house-words.ts'

/** Reads bodies in JSON, and as text in what other types are named: uncompressed, of at most `limit` bytes, well-formed UTF-8. Everything
 *  else is refused unread. Source: OWASP REST Security Cheat Sheet, "Validate content types". */
export function jsonBody(limit: number, texts: readonly string[] = []): Handler[] {
  const options = {
    inflate: false,
    limit,
    verify: (_req: unknown, _res: unknown, body: Buffer) => void new TextDecoder('utf-8', { fatal: true }).decode(body),
  }
  const readTexts = texts.length > 0 ? [express.text({ ...options, type: [...texts] })] : []
  return [refuseOtherTypes(['application/json', ...texts]), express.json(options), ...readTexts]
}

function refuseOtherTypes(types: string[]): Handler {
  return (req, _res, next) => {
    refuseIllFormedAddress(req.originalUrl)
    if (hasBody(req) && !req.is(types)) throw new Problem(415, `Send the body as ${types.join(' or ')}`)
    next()
  }
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
}

function refuseIllFormedAddress(address: string): void {
  try {
    if (/[^\x20-\x7e]/.test(address) || decodeURIComponent(address).includes('\0')) throw new URIError()
  } catch {
    throw new BadRequest('The address is not well-formed')
  }
}

/** What is wrong with one field, in English; `field` is its path, parted by dots. */
export interface FieldFault {
  field: string
  message: string
}

/** The body or the query is not as described: its sentence names the first field that is wrong, `errors` says of each what is,
 *  of the first hundred. */
export class InvalidFields extends BadRequest {
  readonly errors: FieldFault[]

  constructor(title: string, errors: FieldFault[]) {
    super(title)
    this.errors = errors
  }
}

/** The body as its schema understands it. Throws `InvalidFields`. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  return parse(schema, body, 'Send a JSON object as the body')
}

/** The query as its schema understands it. Throws `InvalidFields` as `parseBody` does. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  return parse(schema, query, 'The query is not as it should be')
}

/** A large body shall not bring a far larger answer. */
const mostTold = 100

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown, otherwise: string): z.output<Schema> {
  const parsed = schema.safeParse(given, { error: houseWords })
  if (parsed.success) return parsed.data
  const errors = parsed.error.issues.slice(0, mostTold).flatMap(faultsOf).slice(0, mostTold)
  const field = parsed.error.issues[0]?.path.join('.')
  throw new InvalidFields(field ? `The field ${field} is missing or not as it should be` : otherwise, errors)
}

function faultsOf(issue: z.core.$ZodIssue): FieldFault[] {
  const { path } = issue
  if (issue.code !== 'unrecognized_keys') return [{ field: path.join('.'), message: inEnglish(sayingOf(issue)) }]
  return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'There is no such field here' }))
}
