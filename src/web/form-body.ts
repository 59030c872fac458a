import express, { type Handler, type Request } from 'express'
import { BadRequest, Problem } from '../errors.ts'

const maxFields = 60

/** Reads form bodies, flat and small: urlencoded only, uncompressed, well-formed UTF-8; anything else is refused before it is
 *  looked at. `limit` is in bytes. Forms with a file pass at `uploadPaths` alone, unread. Source: OWASP Node.js Security Cheat Sheet, "Set request size limits"; OWASP ASVS 1.5.3. */
export function formBody(limit: number, uploadPaths: string[]): Handler[] {
  const parse = express.urlencoded({
    extended: false,
    inflate: false,
    limit,
    parameterLimit: maxFields,
    verify: (_req, _res, body) => {
      const text = body.toString('latin1')
      refuseIllFormed(text)
      // The parser would drop this key in silence.
      if (new URLSearchParams(text).has('__proto__')) throw new BadRequest('error.unknown-field')
    },
  })
  return [refuseOtherTypes(uploadPaths), parse]
}

function refuseOtherTypes(uploadPaths: string[]): Handler {
  return (req, _res, next) => {
    refuseIllFormed(req.originalUrl)
    const isUpload = req.method === 'POST' && uploadPaths.includes(req.path) && req.is('multipart/form-data')
    if (hasBody(req) && !isUpload && !req.is('urlencoded')) throw new Problem(415, 'error.send-as-form')
    next()
  }
}

function hasBody(req: Request): boolean {
  return req.headers['transfer-encoding'] !== undefined || Number(req.headers['content-length'] ?? 0) > 0
}

/** Node's own decoder turns bad bytes into question marks, so two inputs could become one. */
function refuseIllFormed(text: string): void {
  try {
    if (/[^\x20-\x7e]/.test(text) || decodeURIComponent(text).includes('\0')) throw new URIError()
  } catch {
    throw new BadRequest('error.ill-formed')
  }
}
