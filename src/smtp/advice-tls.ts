import type { Scene, Verdict } from './advice.ts'

/** The verdict on a connection that could not be encrypted, or not with somebody to be trusted. */
export function tlsVerdict(scene: Scene): Verdict {
  const { raw, server } = scene
  if (raw.command === 'STARTTLS' && raw.response) return startTlsVerdict(scene)
  const code = raw.originalCode ?? raw.code ?? ''
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|RECORD_TOO|INVALID_/.test(code)) {
    return {
      reason: `The server does not speak TLS at once on port ${server.port}.`,
      advice: 'Choose StartTls, or use port 465.',
    }
  }
  if (raw.code === 'EPLAIN') {
    return {
      reason: `What answers on port ${server.port} does not speak TLS, and is no mail server either.`,
      advice: 'Check host and port.',
    }
  }
  if (raw.code === 'EEARLY') {
    return {
      reason: 'Something was sent between STARTTLS and the encryption.',
      advice: 'Use SslTls on port 465; somebody on the way may be tampering with the connection.',
    }
  }
  return certificateVerdict(code, scene)
}

function startTlsVerdict({ raw, server: { port } }: Scene): Verdict {
  if (raw.stripped) {
    return {
      reason: 'Something between this machine and the server removes STARTTLS.',
      advice: 'Switch off the mail inspection of the firewall on the way, or use SslTls on port 465.',
    }
  }
  if (raw.offered) {
    return {
      reason: 'The server offers STARTTLS but refuses to begin.',
      advice: 'Ask its operator to look at its TLS settings, or use SslTls on port 465.',
    }
  }
  return {
    reason: `The server does not offer STARTTLS on port ${port}.`,
    advice: 'Choose SslTls with port 465, or None where the network between is trusted.',
  }
}

function certificateVerdict(code: string, { server: { host, protection } }: Scene): Verdict {
  if (/ALTNAME|HOSTNAME_MISMATCH/.test(code)) {
    return {
      reason: `The certificate is for another name than ${host}.`,
      advice: 'Enter the name it was issued for as SMTP host.',
    }
  }
  if (/EXPIRED/.test(code)) {
    return { reason: 'The server’s certificate has expired.', advice: 'Its operator must renew it.' }
  }
  if (/NOT_YET_VALID/.test(code)) {
    return { reason: 'The server’s certificate is not valid yet.', advice: 'Compare the clocks of both machines.' }
  }
  if (/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO|ISSUER|UNTRUSTED|INVALID_CA/.test(code)) {
    return {
      reason: 'The certificate comes from a CA this machine does not know.',
      advice: 'Enter that CA’s certificate under Trust.',
    }
  }
  if (/SELF_SIGNED/.test(code)) {
    return {
      reason: 'The certificate is self-signed.',
      advice: 'Pin it under Trust, if its fingerprint is the one its operator tells you.',
    }
  }
  if (/UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|VERSION_TOO/.test(code)) {
    return { reason: 'The server only speaks TLS older than 1.2.', advice: 'Its operator has to bring it up to date.' }
  }
  return {
    reason: `The encrypted connection (${protection}) failed.`,
    advice: 'Check port and Connect Protection.',
  }
}
