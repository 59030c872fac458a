import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { deriveKey } from './keys.ts'

const version = 'v1'
const nonceBytes = 12
const tagBytes = 16

/** Seals text for one place (`place` names the record and field), so that a copy elsewhere cannot be opened.
 *  AES-256-GCM under the first secret. Source: OWASP ASVS 11.3.2–11.3.4. */
export function seal(secrets: readonly string[], place: string, text: string): string {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', deriveKey(secrets[0] ?? '', 'seal'), nonce)
  cipher.setAAD(Buffer.from(`${version}:${place}`))
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return `${version}.${sealed.toString('base64url')}`
}

/** Opens what `seal` made for the same place under any of the secrets; undefined for everything else. */
export function open(secrets: readonly string[], place: string, box: string): string | undefined {
  const bytes = bytesOf(box)
  if (!bytes) return undefined
  for (const secret of secrets) {
    const text = tryOpen(deriveKey(secret, 'seal'), place, bytes)
    if (text !== undefined) return text
  }
  return undefined
}

/** Whether a text has the shape of a sealed box, so that some secret may open it; a broken one opens under none. */
export function isBox(text: string): boolean {
  return bytesOf(text) !== undefined
}

function bytesOf(box: string): Buffer | undefined {
  const [head, body, ...rest] = box.split('.')
  if (head !== version || body === undefined || rest.length > 0) return undefined
  const bytes = Buffer.from(body, 'base64url')
  return bytes.length < nonceBytes + tagBytes ? undefined : bytes
}

function tryOpen(key: Buffer, place: string, bytes: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(`${version}:${place}`))
  decipher.setAuthTag(bytes.subarray(-tagBytes))
  try {
    const start = decipher.update(bytes.subarray(nonceBytes, -tagBytes))
    return Buffer.concat([start, decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}
