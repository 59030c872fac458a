import type { SmtpServer } from '../deps.ts'
import type { Progress, RawFault } from './smtp-diagnosis.ts'
import type { SmtpFaultKind } from './smtp-fault.ts'

/** What the advice is about. */
export interface Scene {
  raw: RawFault
  progress: Progress
  server: SmtpServer
  code: number | undefined
}

/** One sentence that tells an administrator what to change or to look at. */
export function adviceFor(kind: SmtpFaultKind, scene: Scene): string {
  const { host, port, protection } = scene.server
  switch (kind) {
    case 'lookup':
      return `There is no host named ${host}; check the spelling of the SMTP host.`
    case 'connect':
      return connectAdvice(scene)
    case 'timeout':
      return timeoutAdvice(scene)
    case 'tls':
      return tlsAdvice(scene)
    case 'greeting':
      return scene.progress.greeted
        ? 'The server does not take mail from this machine now; its answer says why.'
        : protection === 'SslTls' || port === 25 || port === 587
          ? `${host} port ${port} does not greet like a mail server; check host and port.`
          : `${host} port ${port} does not greet like a mail server; port 465 usually needs SslTls.`
    case 'authentication':
      return authenticationAdvice(scene)
    case 'sender':
      return scene.code && scene.code < 500
        ? 'The server does not take mail from this sender now; it will be tried again.'
        : 'The server refuses the From Email Address; use one that belongs to the SMTP user.'
    case 'recipient':
      return recipientAdvice(scene)
    case 'data':
      return scene.code
        ? 'The server refuses the mail itself; its answer says why (size, content or sending limits).'
        : 'The connection ended before the server confirmed the mail; it may or may not have arrived.'
    case 'protocol':
      return 'The server ended the conversation; its log says why.'
  }
}

function connectAdvice({ raw, server: { host, port } }: Scene): string {
  switch (raw.originalCode ?? raw.code) {
    case 'ECONNREFUSED':
      return `Nothing listens on ${host} port ${port}; check the port (587 for StartTls, 465 for SslTls, 25 for None).`
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `This machine has no route to ${host}; check network and firewall.`
    default:
      return `${host} port ${port} cannot be reached; check host, port and firewall.`
  }
}

function timeoutAdvice({ progress, server: { host, port, protection } }: Scene): string {
  if (progress.step === 'lookup') return `The name server did not answer for ${host}; check the DNS settings.`
  if (progress.step === 'connect') return `${host} does not answer on port ${port}; a firewall may drop the connection.`
  if (progress.step === 'greeting' && !progress.greeted && protection !== 'SslTls') {
    return `${host} port ${port} accepts connections but says nothing; it may expect SslTls.`
  }
  if (progress.step === 'tls')
    return `${host} did not finish the TLS handshake in time; check port and Connect Protection.`
  if (progress.step === 'reply') return 'The server took the mail but did not confirm it in time; it may have arrived.'
  return `${host} stopped answering; try again, and look at its log if it stays so.`
}

function tlsAdvice({ raw, server: { host, port, protection } }: Scene): string {
  if (raw.command === 'STARTTLS' && raw.response) {
    return `The server does not offer STARTTLS on port ${port}; choose SslTls (usually port 465), or None in a trusted network.`
  }
  const code = raw.originalCode ?? raw.code ?? ''
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_TOO|INVALID_/.test(code)) {
    return `The server does not speak TLS at once on port ${port}; choose StartTls, or use port 465.`
  }
  if (/ALTNAME/.test(code)) return `The certificate is for another name than ${host}; use the name it was issued for.`
  if (/EXPIRED/.test(code)) return 'The server’s certificate has expired; its operator must renew it.'
  if (/NOT_YET_VALID/.test(code))
    return 'The server’s certificate is not valid yet; compare the clocks of both machines.'
  if (/SELF_SIGNED/.test(code)) {
    return 'The certificate is self-signed; upload its CA or pin its fingerprint if you know the server.'
  }
  if (/UNABLE_TO|ISSUER|UNTRUSTED/.test(code)) {
    return 'The certificate comes from a CA this machine does not know; upload that CA’s certificate.'
  }
  if (/PROTOCOL|VERSION/.test(code))
    return 'The server only speaks TLS older than 1.2; it has to be brought up to date.'
  return `The encrypted connection (${protection}) failed; check port and Connect Protection.`
}

function authenticationAdvice({ code }: Scene): string {
  if (code === 530)
    return 'The server wants a sign-in or encryption first; enter user name and password and choose StartTls.'
  if (code === 534) return 'The server wants another kind of password; create an app password at your mail provider.'
  if (code === 538) return 'The server allows sign-in only over TLS; choose StartTls or SslTls.'
  if (code && code < 500) return 'The server cannot check the password now; it will be tried again.'
  if (code) return 'The server refuses user name or password; check both, some providers need an app password.'
  return 'The sign-in did not work; enter user name and password.'
}

function recipientAdvice({ code, raw }: Scene): string {
  if (code && code < 500)
    return 'The server does not take mail for this recipient now (greylisting or full); it will be tried again.'
  if (/relay|authenticat/i.test(raw.response ?? '')) {
    return 'The server does not forward mail for this sender; it may need a sign-in or an allow rule for this machine.'
  }
  return 'The server says that this recipient does not exist or takes no mail; check the address.'
}
