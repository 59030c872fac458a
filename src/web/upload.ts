import type { Handler, Request } from 'express'
import multer, { MulterError } from 'multer'
import { BadRequest, Problem } from '../errors.ts'

/** A route that takes a file: its path and what reads it. */
export interface Upload {
  path: string
  parse: Handler
}

const fileField = 'file'
const tooLarge = new Set(['LIMIT_FILE_SIZE', 'LIMIT_FIELD_VALUE'])

/** Reads one form with at most one file (field `file`) and one long text into memory, each at most `maxBytes`; everything else about it is small.
 *  What is too large is dropped, and the route says so beside the field. Source: OWASP File Upload Cheat Sheet, "Upload and Download Limits". */
export function uploadAt(path: string, maxBytes: number): Upload {
  const limits = {
    files: 1,
    fileSize: maxBytes,
    fields: 8,
    fieldSize: maxBytes,
    fieldNameSize: 50,
    parts: 9,
    headerPairs: 20,
  }
  const read = multer({ storage: multer.memoryStorage(), limits }).single(fileField)
  const parse: Handler = (req, res, next) => {
    read(req, res, (error: unknown) => {
      if (!error) return next()
      if (!(error instanceof MulterError)) return next(new BadRequest('The file could not be read'))
      if (!tooLarge.has(error.code)) return next(new Problem(400, 'The form holds more than this page takes'))
      res.locals.isUploadTooLarge = true
      next()
    })
  }
  return { path, parse }
}

/** The file a form brought; undefined where it brought none, or an empty one. */
export function uploadedFile({ file }: Request): Buffer | undefined {
  return file && file.size > 0 ? file.buffer : undefined
}

/** The text of the file a form brought; undefined where it brought none, or an empty one; null where it is not text in UTF-8. */
export function uploadedText({ file }: Request): string | undefined | null {
  if (!file || file.size === 0) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(file.buffer)
    return text.includes('\0') ? null : text
  } catch {
    return null
  }
}
