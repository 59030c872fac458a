// Over 120 lines: this is the one file that knows nodemailer, and one conversation is one story.

import type { Socket } from 'node:net'
import { rootCertificates, TLSSocket } from 'node:tls'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { Letter, MailTransport, SmtpServer } from '../deps.ts'
import { isHostName, isMailAddress } from './address.ts'
import { startDeadline } from './deadline.ts'
import { resolveRelay } from './egress.ts'
import { oneLine } from './plain-text.ts'
import { connectRelay } from './relay-socket.ts'
import { follow, masked, type Progress, toSmtpFault } from './smtp-diagnosis.ts'
import { SmtpFault } from './smtp-fault.ts'

/** How long a relay may take, in milliseconds. `overallMs` ends everything up to the text of the mail; the last reply has
 *  `finalReplyMs` of its own, since giving up on it early makes duplicates (RFC 5321, 4.5.3.2.6 and 6.1). */
export interface SmtpLimits {
  connectMs: number
  greetingMs: number
  overallMs: number
  finalReplyMs: number
}

const usualLimits: SmtpLimits = { connectMs: 5_000, greetingMs: 5_000, overallMs: 10_000, finalReplyMs: 150_000 }
const farewellMs = 1_000
const maxReplyBytes = 64 * 1024
const maxReplyLength = 500
const maxNameLength = 200

/** The transport that speaks SMTP: None, StartTls (required, never skipped) or SslTls, TLS 1.2 or newer. The certificate is
 *  verified by the public CAs plus an uploaded one, or, where a SHA-256 fingerprint is given, must be exactly that one.
 *  One connection, one recipient, one mail. Sources: RFC 8314 3.3 and 5.3, RFC 3834 5. */
export function createSmtpTransport(limits: Partial<SmtpLimits> = {}): MailTransport {
  return { send: (server, letter) => send(server, letter, { ...usualLimits, ...limits }) }
}

async function send(server: SmtpServer, letter: Letter, limits: SmtpLimits): Promise<{ reply: string }> {
  refuseOddAddresses(letter)
  const message = await compose(letter)
  const progress: Progress = { step: 'lookup', greeted: false }
  const deadline = startDeadline(limits.overallMs)
  let socket: Socket | undefined
  try {
    const addresses = await deadline.race(resolveRelay(server.host))
    progress.step = 'connect'
    socket = await connectRelay(addresses, server.port, Math.min(limits.connectMs, limits.overallMs))
    progress.step = server.protection === 'SslTls' ? 'tls' : 'greeting'
    const connection = prepare(server, socket, limits, (from, line) => {
      follow(progress, from, line)
      if (from === 'server' && progress.step === 'reply') deadline.restart(limits.finalReplyMs)
    })
    await deadline.race(greet(connection))
    refuseWeakChannel(connection, server)
    if (server.userName) await deadline.race(signIn(connection, server.userName, server.password))
    const reply = await deadline.race(hand(connection, letter, message))
    leave(connection, socket)
    return { reply: oneLine(masked(reply, server), maxReplyLength) }
  } catch (error) {
    socket?.destroy()
    throw toSmtpFault(error, progress, server)
  } finally {
    deadline.clear()
  }
}

/** The address never reaches a parser that could find a second recipient in it: any odd one is refused before connecting. */
function refuseOddAddresses({ from, to, replyTo }: Letter): void {
  const refusal = (kind: 'sender' | 'recipient', advice: string) => new SmtpFault({ kind, advice, permanent: true })
  if (!isMailAddress(to.address))
    throw refusal('recipient', 'The recipient’s address is not a mail address; correct it.')
  if (!isMailAddress(from.address)) throw refusal('sender', 'The From Email Address is not a mail address; correct it.')
  if (replyTo !== undefined && !isMailAddress(replyTo)) {
    throw refusal('sender', 'Reply-To is not a mail address; correct it.')
  }
}

function compose(letter: Letter): Promise<Buffer> {
  if (!/^[\w.+-]+@[\w.:[\]-]+$/.test(letter.messageId)) throw new Error('A Message-ID looks like id@host')
  const named = ({ name, address }: Letter['to']) => ({ name: oneLine(name, maxNameLength), address })
  const composer = new MailComposer({
    messageId: `<${letter.messageId}>`,
    date: letter.date,
    from: named(letter.from),
    to: named(letter.to),
    ...(letter.replyTo === undefined ? {} : { replyTo: { name: '', address: letter.replyTo } }),
    subject: oneLine(letter.subject, maxNameLength),
    text: letter.text,
    html: letter.html,
    headers: {
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
      'Content-Language': oneLine(letter.language, 35),
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
  return composer.compile().build()
}

type Hear = (from: 'server' | 'client', line: string) => void

function prepare(server: SmtpServer, socket: Socket, limits: SmtpLimits, hear: Hear): SMTPConnection {
  const connection = new SMTPConnection({
    connection: socket,
    host: server.host,
    port: server.port,
    ...(server.heloName && isHostName(server.heloName) ? { name: server.heloName } : {}),
    secure: server.protection === 'SslTls',
    requireTLS: server.protection === 'StartTls',
    ignoreTLS: server.protection === 'None',
    tls: {
      minVersion: 'TLSv1.2',
      // a pinned certificate is compared in refuseWeakChannel, before anything but EHLO is said
      rejectUnauthorized: !server.certificateFingerprint,
      ...(server.caCertificate ? { ca: [...rootCertificates, server.caCertificate] } : {}),
    },
    connectionTimeout: limits.overallMs,
    greetingTimeout: limits.greetingMs,
    socketTimeout: limits.overallMs + limits.finalReplyMs,
    maxResponseSize: maxReplyBytes,
    transactionLog: true,
    logger: {
      debug: (entry: { tnx?: string }, line = '') => {
        if (entry.tnx === 'server' || entry.tnx === 'client') hear(entry.tnx, String(line))
      },
    },
  })
  // stays for good: after a failure the library may report the same end of a connection once more
  connection.on('error', () => {})
  return connection
}

function greet(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.connect((error) => (error ? reject(error) : resolve()))
  })
}

/** No silent downgrade, and where a certificate is pinned only that one will do, whoever signed it. */
function refuseWeakChannel(connection: SMTPConnection, { protection, certificateFingerprint }: SmtpServer): void {
  if (protection === 'None') return
  const channel = connection._socket
  if (!(channel instanceof TLSSocket)) {
    throw new SmtpFault({ kind: 'tls', advice: 'The connection was not encrypted; nothing was sent.' })
  }
  if (!certificateFingerprint) return
  const bare = (fingerprint: string) => fingerprint.replace(/[^0-9a-f]/gi, '').toLowerCase()
  if (bare(channel.getPeerCertificate().fingerprint256) === bare(certificateFingerprint)) return
  const advice = 'The server shows another certificate than the pinned one; compare the fingerprint with its operator.'
  throw new SmtpFault({ kind: 'tls', advice })
}

function signIn(connection: SMTPConnection, user: string, pass = ''): Promise<void> {
  if (!connection.allowsAuth) {
    const advice = 'The server offers no sign-in on this connection; choose StartTls or SslTls, or clear the user name.'
    throw new SmtpFault({ kind: 'authentication', advice })
  }
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.login({ credentials: { user, pass } }, (error) => (error ? reject(error) : resolve()))
  })
}

function hand(connection: SMTPConnection, { from, to }: Letter, message: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    const envelope = { from: from.address, to: [to.address] }
    connection.send(envelope, message, (error, info) => (error ? reject(error) : resolve(info?.response ?? '')))
  })
}

/** The mail is the relay's now: says QUIT and waits for nothing. */
function leave(connection: SMTPConnection, socket: Socket): void {
  connection.quit()
  setTimeout(() => socket.destroy(), farewellMs).unref()
}
