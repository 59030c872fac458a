import { X509Certificate } from 'node:crypto'
import { oneLine } from '../letters/plain-text.ts'

/** A CA certificate in words, as the form shows it back. */
export interface CaCertificate {
  subject: string
  validUntil: Date
}

const block = /-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g
const maxCertificates = 20

/** The certificates in a PEM text, each in words; undefined where the text holds none, or something that is none. */
export function readCas(pem: string): CaCertificate[] | undefined {
  return certificatesIn(pem)?.map((certificate) => ({
    subject: oneLine(certificate.subject.replaceAll('\n', ', '), 200),
    validUntil: new Date(certificate.validTo),
  }))
}

/** What is wrong with a text that should be one or more CA certificates; undefined where nothing is. */
export function faultOfCa(pem: string): string | undefined {
  if (/PRIVATE KEY/.test(pem)) return 'This holds a private key; paste the certificate alone, and replace that key'
  const certificates = certificatesIn(pem)
  if (!certificates) return 'Paste a certificate in PEM form'
  return certificates.every(({ ca }) => ca)
    ? undefined
    : 'This is not the certificate of a CA; pin a server’s own certificate instead'
}

/** The first of them that is over at `now`, if any. */
export function expiredCa(pem: string, now: Date): CaCertificate | undefined {
  return readCas(pem)?.find(({ validUntil }) => validUntil < now)
}

function certificatesIn(pem: string): X509Certificate[] | undefined {
  const blocks = pem.match(block) ?? []
  if (blocks.length === 0 || blocks.length > maxCertificates) return undefined
  try {
    const certificates = blocks.map((text) => new X509Certificate(text))
    return certificates.every(({ validTo }) => !Number.isNaN(Date.parse(validTo))) ? certificates : undefined
  } catch {
    return undefined
  }
}
