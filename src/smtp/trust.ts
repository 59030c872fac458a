import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, checkServerIdentity, rootCertificates, type TLSSocket } from 'node:tls'
import type { SmtpServer } from '../deps.ts'

/** How every encrypted connection to a relay is made, for delivery and for diagnosis alike: TLS 1.2 or newer, the public CAs
 *  plus an uploaded one. A pinned certificate is compared by `isPinned` instead. Source: RFC 8996, ASVS 12.1.1. */
export function tlsOptions({ caCertificate, certificateFingerprint }: SmtpServer): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    rejectUnauthorized: !certificateFingerprint,
    ...(caCertificate ? { ca: [...rootCertificates, caCertificate] } : {}),
  }
}

/** The name a server is asked for in the handshake; IP addresses are no names there. RFC 6066, 3. */
export function serverName(host: string): { host: string; servername?: string } {
  return isIP(host) ? { host } : { host, servername: host }
}

/** Whether the certificate shown is the pinned one, whoever signed it. */
export function isPinned(channel: TLSSocket, { certificateFingerprint = '' }: SmtpServer): boolean {
  return bare(channel.getPeerX509Certificate()?.fingerprint256 ?? '') === bare(certificateFingerprint)
}

/** Every reason to refuse a certificate, in words, first the one it was refused for. */
export function problemsOf(
  channel: TLSSocket,
  { host, certificate, now }: { host: string; certificate: X509Certificate; now: Date },
): string[] {
  const code = String(channel.authorizationError ?? '')
  const wrongName = checkServerIdentity(host, channel.getPeerCertificate()) !== undefined
  return [
    ...(/SELF_SIGNED/.test(code) ? ['It is signed by itself or by a CA this machine does not know.'] : []),
    ...(/UNABLE_TO|ISSUER|UNTRUSTED|INVALID_CA/.test(code) ? ['It comes from a CA this machine does not know.'] : []),
    ...(now > new Date(certificate.validTo) ? ['It has expired.'] : []),
    ...(now < new Date(certificate.validFrom) ? ['It is not valid yet.'] : []),
    ...(wrongName ? [`It is not for ${host}.`] : []),
  ]
}

function bare(fingerprint: string): string {
  return fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase()
}
