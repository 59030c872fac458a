import type { Socket } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import type { PeerCertificate, SmtpServer } from '../deps.ts'
import { oneLine } from '../letters/plain-text.ts'
import { SmtpFault } from './fault.ts'
import { isPinned, problemsOf, serverName, tlsOptions } from './trust.ts'

const maxNames = 20
const maxTextLength = 200

/** What a handshake found: the channel, and the certificate in words. `fault` is why it is not to be trusted. */
export interface Handshake {
  channel: TLSSocket
  protocol: string
  certificate: PeerCertificate | undefined
  fault: Error | undefined
}

/** Encrypts a connection and judges the certificate exactly as delivery does, but keeps the channel long enough to describe what
 *  was refused. Rejects where no handshake came about. Nothing is said over a channel with a `fault`. */
export async function shakeHands(socket: Socket, server: SmtpServer, now: Date): Promise<Handshake> {
  const channel = connect({ socket, ...serverName(server.host), ...tlsOptions(server), rejectUnauthorized: false })
  await new Promise<void>((resolve, reject) => {
    channel.on('error', reject)
    channel.once('secureConnect', resolve)
    channel.once('close', () => reject(Object.assign(new Error('Closed'), { code: 'ECONNRESET' })))
  })
  const protocol = [channel.getProtocol(), channel.getCipher()?.name].filter(Boolean).join(', ')
  const fault = faultOf(channel, server)
  return { channel, protocol, certificate: describe(channel, { server, now, isRefused: fault !== undefined }), fault }
}

function faultOf(channel: TLSSocket, server: SmtpServer): Error | undefined {
  if (!server.certificateFingerprint) {
    const code = String(channel.authorizationError ?? 'UNTRUSTED')
    return channel.authorized ? undefined : Object.assign(new Error(code), { code })
  }
  return isPinned(channel, server) ? undefined : pinFault()
}

/** Another certificate than the pinned one. */
export function pinFault(): SmtpFault {
  return new SmtpFault({
    kind: 'tls',
    reason: 'The server shows another certificate than the pinned one.',
    advice: 'Compare the fingerprint with its operator; pin the new one only if it is theirs.',
  })
}

function describe(
  channel: TLSSocket,
  { server, now, isRefused }: { server: SmtpServer; now: Date; isRefused: boolean },
): PeerCertificate | undefined {
  const certificate = channel.getPeerX509Certificate()
  if (!certificate) return undefined
  const line = (text: string) => oneLine(text.replaceAll('\n', ', '), maxTextLength)
  const names = (certificate.subjectAltName ?? '').split(', ').map((name) => name.replace(/^(?:DNS|IP Address):/, ''))
  const otherThanPinned = server.certificateFingerprint ? ['It is not the pinned one.'] : undefined
  return {
    subject: line(certificate.subject),
    issuer: line(certificate.issuer),
    names: names.filter(Boolean).slice(0, maxNames).map(line),
    validFrom: new Date(certificate.validFrom),
    validUntil: new Date(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    problems: isRefused ? (otherThanPinned ?? problemsOf(channel, { host: server.host, certificate, now })) : [],
  }
}
