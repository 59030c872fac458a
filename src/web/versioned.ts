import { createHash } from 'node:crypto'

/** The address of a file of the house below /assets, with a digest of its content: browsers may keep it for good. */
export function versioned(path: string, content: Buffer): string {
  const digest = createHash('sha256').update(content).digest('base64url')
  return `/assets/${path}?v=${digest.slice(0, 10)}`
}
