import express, { type Handler, type Request, type Router } from 'express'
import type { z } from 'zod'
import { BadRequest, Problem } from '../errors.ts'

const bodyBytes = 16 * 1024

/** Reads bodies in JSON: uncompressed, small, well-formed UTF-8. Everything else is refused unread.
 *  Source: OWASP REST Security Cheat Sheet, "Validate content types". */
export function jsonBody(): Handler[] {
  const parse = express.json({
    inflate: false,
    limit: bodyBytes,
    verify: (_req, _res, body) => void new TextDecoder('utf-8', { fatal: true }).decode(body),
  })
  return [refuseOtherTypes, parse]
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
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const field = issue?.path.join('.')
  throw new BadRequest(
    field ? `The field ${field} is missing or not as it should be` : 'Send a JSON object as the body',
  )
}

/** Adds a route for one method; every other one is refused by name (405). */
export function only(routes: Router, method: 'get' | 'post', path: string, handler: Handler): void {
  routes[method](path, handler)
  routes.all(path, (_req, res) => {
    const allowed = method === 'get' ? 'GET, HEAD' : 'POST'
    res.set('Allow', allowed)
    throw new Problem(405, `Use ${allowed} here`)
  })
}
