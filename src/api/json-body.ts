import express, { type Handler, type Request } from 'express'
import type { z } from 'zod'
import { BadRequest, Problem } from '../errors.ts'

/** Reads bodies in JSON: uncompressed, of at most `limit` bytes, well-formed UTF-8. Everything else is refused unread.
 *  Source: OWASP REST Security Cheat Sheet, "Validate content types". */
export function jsonBody(limit: number): Handler[] {
  const read = express.json({
    inflate: false,
    limit,
    verify: (_req, _res, body) => void new TextDecoder('utf-8', { fatal: true }).decode(body),
  })
  return [refuseOtherTypes, read]
}

const refuseOtherTypes: Handler = (req, _res, next) => {
  refuseIllFormedAddress(req.originalUrl)
  if (hasBody(req) && !req.is('application/json')) throw new Problem(415, 'Send the body as application/json')
  next()
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

/** The body as its schema understands it. Throws `BadRequest`, which names the first field that is wrong. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  return parse(schema, body, 'Send a JSON object as the body')
}

/** The query as its schema understands it. Throws `BadRequest` as `parseBody` does. */
export function parseQuery<Schema extends z.ZodType>(schema: Schema, query: unknown): z.output<Schema> {
  return parse(schema, query, 'The query is not as it should be')
}

function parse<Schema extends z.ZodType>(schema: Schema, given: unknown, otherwise: string): z.output<Schema> {
  const parsed = schema.safeParse(given)
  if (parsed.success) return parsed.data
  const field = parsed.error.issues[0]?.path.join('.')
  throw new BadRequest(field ? `The field ${field} is missing or not as it should be` : otherwise)
}
