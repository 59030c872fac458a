import { createHmac } from 'node:crypto'
import { deriveKey } from './keys.ts'

/** A name as it is kept where guesses are counted: under a key, so that whoever reads the database cannot try names out. */
export function nameDigest(secrets: readonly string[], name: string): string {
  return createHmac('sha256', deriveKey(secrets[0] ?? '', 'attempts'))
    .update(`2 ${name}`)
    .digest('hex')
}
