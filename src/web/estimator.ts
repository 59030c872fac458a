import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { Handler } from 'express'
import { versioned } from './versioned.ts'

const compress = promisify(gzip)
const { resolve } = createRequire(import.meta.url)

const files = new Map(
  Object.entries({ 'estimator.js': '@zxcvbn-ts/core', 'estimator-words.js': '@zxcvbn-ts/language-common' }).map(
    ([name, library]) => [`/${name}`, readFileSync(join(dirname(resolve(library)), 'zxcvbn-ts.js'))],
  ),
)
const compressed = new Map<string, Promise<Buffer>>()

/** The addresses of the strength estimator (zxcvbn) and of the words it knows, each with a digest of its content. Browsers ask for them
 *  when somebody turns to a new password, and nobody else's server is asked. */
export const estimatorAddresses = Object.freeze({
  estimator: addressOf('estimator.js'),
  estimatorWords: addressOf('estimator-words.js'),
})

/** Serves both for a year, compressed where the browser takes that. Each is compressed once, when first asked for. */
export function serveEstimator(): Handler {
  return async (req, res, next) => {
    const file = files.get(req.path)
    if (!file || !['GET', 'HEAD'].includes(req.method)) return next()
    res.type('js').vary('Accept-Encoding').set('Cache-Control', 'public, max-age=31536000, immutable')
    if (!req.acceptsEncodings('gzip')) return res.send(file)
    const smaller = compressed.get(req.path) ?? compress(file, { level: 9 })
    compressed.set(req.path, smaller)
    res.set('Content-Encoding', 'gzip').send(await smaller)
  }
}

function addressOf(name: string): string {
  return versioned(name, files.get(`/${name}`) ?? Buffer.alloc(0))
}
