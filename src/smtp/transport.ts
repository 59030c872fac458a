// Over 120 lines: this is the one file that knows nodemailer, and one conversation is one story.

import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import MailComposer from 'nodemailer/lib/mail-composer'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { EgressRule } from '../config.ts'
import type { Letter, MailTransport, OAuthClient, SmtpServer } from '../deps.ts'
import { oneLine } from '../letters/plain-text.ts'
import { isMailAddress } from '../mail/address.ts'
import { startDeadline } from './deadline.ts'
import { diagnose } from './diagnose.ts'
import type { DiagnosisLimits } from './diagnose-scene.ts'
import { pinFault } from './diagnose-tls.ts'
import { resolveRelay } from './egress.ts'
import { SmtpFault } from './fault.ts'
import { follow, type Progress, toSmtpFault } from './fault-of.ts'
import { heloName } from './helo-name.ts'
import { keepTokens } from './oauth.ts'
import { type Granted, requestToken } from './oauth-request.ts'
import { connectRelay } from './relay-socket.ts'
import { secretsOf } from './secrets.ts'
import { signInWithToken, type Token, type TokenSource } from './sign-in.ts'
import { maskFor } from './transcript.ts'
import { isPinned, tlsOptions } from './trust.ts'

/** How long a relay may take, in milliseconds. `overallMs` ends everything up to the text of the mail; the last reply has
 *  `finalReplyMs` of its own, since giving up on it early makes duplicates (RFC 5321, 4.5.3.2.6 and 6.1). */
export interface SmtpLimits extends DiagnosisLimits {
  overallMs: number
  finalReplyMs: number
}

/** What the deployment decides about mail, and who keeps a refresh token that replaces another one. */
export interface SmtpSurroundings extends Partial<SmtpLimits> {
  egress?: readonly EgressRule[]
  keepRefreshToken?(change: { from: string; to: string }): Promise<void>
}

const usualLimits: SmtpLimits = {
  connectMs: 5_000,
  greetingMs: 5_000,
  probeMs: 3_000,
  quietMs: 250,
  diagnosisMs: 9_500,
  overallMs: 10_000,
  finalReplyMs: 150_000,
}
const farewellMs = 1_000
const maxReplyBytes = 64 * 1024
const maxReplyLength = 500
const maxNameLength = 200

/** The transport that speaks SMTP: None, StartTls (required, never skipped) or SslTls, TLS 1.2 or newer. The certificate is
 *  verified by the public CAs plus an uploaded one, or, where a SHA-256 fingerprint is given, must be exactly that one.
 *  One connection, one recipient, one mail. Sources: RFC 8314 3.3 and 5.3, RFC 3834 5. */
export function createSmtpTransport(surroundings: SmtpSurroundings = {}): MailTransport {
  const { egress = [], keepRefreshToken, ...chosen } = surroundings
  const limits = { ...usualLimits, ...chosen }
  const tokens = keepTokens()
  const askFor = (server: SmtpServer, ms: number) => async (client: OAuthClient) => {
    const granted = await requestToken(client, { egress, caCertificate: server.caCertificate, ms })
    const { newRefreshToken: to } = granted
    if (client.refreshToken && to) await keepRefreshToken?.({ from: client.refreshToken, to })
    return granted
  }
  const freshToken = async (server: SmtpServer, ms: number): Promise<Granted> => {
    if (!server.oauth) throw new Error('A server without OAuth2 was asked for a token')
    return tokens.fresh(server.oauth, askFor(server, ms))
  }
  return {
    send(server, letter, mayLeave) {
      const source = server.oauth && tokens.sourceFor(server.oauth, askFor(server, limits.overallMs))
      return send(server, letter, { limits, egress, source, mayLeave })
    },
    async diagnose(server, letter) {
      refuseOddAddresses(letter)
      return diagnose(server, { letter, message: await compose(letter) }, { limits, egress, freshToken })
    },
  }
}

interface Means {
  limits: SmtpLimits
  egress: readonly EgressRule[]
  source: TokenSource | undefined
  mayLeave: (() => boolean) | undefined
}

async function send(server: SmtpServer, letter: Letter, means: Means): Promise<{ reply: string }> {
  const { limits, egress, source, mayLeave } = means
  refuseOddAddresses(letter)
  const message = await compose(letter)
  const progress: Progress = { step: 'token', greeted: false, mask: maskFor(secretsOf(server)) }
  const deadline = startDeadline(limits.overallMs)
  let socket: Socket | undefined
  try {
    const token = source && (await deadline.race(source.token()))
    progress.mask = maskFor(secretsOf(server, token?.value))
    progress.step = 'lookup'
    const addresses = await deadline.race(resolveRelay(server, egress))
    progress.step = 'connect'
    socket = await connectRelay(addresses, server.port, Math.min(limits.connectMs, limits.overallMs))
    progress.step = server.protection === 'SslTls' ? 'tls' : 'greeting'
    const bearer = source && token ? bearerOf(server, { source, token, progress }) : undefined
    const connection = prepare(server, { socket, limits, bearer }, (from, line) => {
      follow(progress, from, line)
      // a process that was frozen meanwhile may hear the go-ahead for a letter that is no longer its own
      if (from === 'server' && line.startsWith('354') && mayLeave?.() === false) socket?.destroy()
      if (from === 'server' && progress.step === 'reply') deadline.restart(limits.finalReplyMs)
    })
    await deadline.race(greet(connection))
    refuseWeakChannel(connection, server)
    if (server.userName) await deadline.race(signIn(connection, server, bearer))
    const reply = await deadline.race(hand(connection, letter, message))
    leave(connection, socket)
    return { reply: oneLine(progress.mask(reply), maxReplyLength) }
  } catch (error) {
    socket?.destroy()
    throw toSmtpFault(error, progress, server)
  } finally {
    deadline.clear()
  }
}

/** The address never reaches a parser that could find a second recipient in it: any odd one is refused before connecting. */
function refuseOddAddresses({ from, to, replyTo }: Letter): void {
  const refusal = (kind: 'sender' | 'recipient', what: string) =>
    new SmtpFault({ kind, reason: `${what} is not a mail address.`, advice: 'Correct it.', permanent: true })
  if (!isMailAddress(to.address)) throw refusal('recipient', 'The recipient’s address')
  if (!isMailAddress(from.address)) throw refusal('sender', 'The From Email Address')
  if (replyTo !== undefined && !isMailAddress(replyTo)) throw refusal('sender', 'Reply-To')
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
    ...(letter.logo && { attachments: [inline(letter.logo)] }),
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
type Bearer = NonNullable<SMTPConnection.Options['customAuth']>[string]

function prepare(
  server: SmtpServer,
  { socket, limits, bearer }: { socket: Socket; limits: SmtpLimits; bearer: Bearer | undefined },
  hear: Hear,
): SMTPConnection {
  const connection = new SMTPConnection({
    connection: socket,
    host: server.host,
    port: server.port,
    name: heloName(server),
    secure: server.protection === 'SslTls',
    requireTLS: server.protection === 'StartTls',
    ignoreTLS: server.protection === 'None',
    // a pinned certificate is compared in refuseWeakChannel, before anything but EHLO is said
    tls: tlsOptions(server),
    ...(bearer ? { customAuth: { [bearerName]: bearer } } : {}),
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
function refuseWeakChannel(connection: SMTPConnection, server: SmtpServer): void {
  if (server.protection === 'None') return
  const channel = connection._socket
  if (!(channel instanceof TLSSocket)) {
    throw new SmtpFault({ kind: 'tls', reason: 'The connection was not encrypted.', advice: 'Nothing was sent.' })
  }
  if (server.certificateFingerprint && !isPinned(channel, server)) throw pinFault()
}

// under its own name the library would prefer a password where the server takes both
const bearerName = 'LATCHKEY-BEARER'

/** XOAUTH2 for the library, which has no way to replace a refused token on the same connection. */
function bearerOf(
  server: SmtpServer,
  { source, token, progress }: { source: TokenSource; token: Token; progress: Progress },
): Bearer {
  return async ({ authMethods, sendCommand }) => {
    const offers = authMethods.map((name) => name.toUpperCase())
    if (!offers.includes('XOAUTH2')) throw Object.assign(new Error('No XOAUTH2'), { offers })
    const renewed = async () => {
      const next = await source.renewed()
      progress.mask = maskFor([...secretsOf(server, next.value), token.value])
      return next
    }
    const say = async (line: string) => ({ code: (await sendCommand(line)).status })
    const reply = await signInWithToken(say, {
      userName: server.userName ?? '',
      source: { token: async () => token, renewed },
    })
    if (reply.code !== 235) throw new Error('The access token was refused')
  }
}

function signIn(connection: SMTPConnection, server: SmtpServer, bearer: Bearer | undefined): Promise<void> {
  if (!connection.allowsAuth) throw Object.assign(new Error('No sign-in'), { offers: [] })
  const { userName: user = '', password: pass = '' } = server
  const how = bearer ? { user, method: bearerName } : { credentials: { user, pass } }
  return new Promise((resolve, reject) => {
    connection.once('error', reject)
    connection.login(how, (error) => (error ? reject(error) : resolve()))
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

function inline({ type, bytes }: NonNullable<Letter['logo']>) {
  return { cid: 'logo', filename: 'logo', content: bytes, contentType: type, contentDisposition: 'inline' as const }
}
