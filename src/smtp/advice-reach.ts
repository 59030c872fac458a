import type { Scene, Verdict } from './advice.ts'
import type { Progress, RawFault } from './fault-of.ts'

/** The verdict on a connection that could not be opened. */
export function connectVerdict({ raw, server: { host, port } }: Scene): Verdict {
  switch (raw.originalCode ?? raw.code) {
    case 'ECONNREFUSED':
      return {
        reason: `Nothing listens on ${host} port ${port}.`,
        advice: 'Check the port: 587 for StartTls, 465 for SslTls, 25 for None.',
      }
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return { reason: `This machine has no route to ${host}.`, advice: 'Check its network and firewall.' }
    default:
      return { reason: `${host} port ${port} cannot be reached.`, advice: 'Check host, port and firewall.' }
  }
}

/** The verdict on a peer that took too long, by how far the conversation had come. */
export function timeoutVerdict({ raw, progress, server: { host, port } }: Scene): Verdict {
  switch (progress.step) {
    case 'lookup':
      return {
        reason: `The name server did not answer for ${host}.`,
        advice: 'Check the DNS settings of this machine.',
      }
    case 'connect':
      return {
        reason: `${host} does not answer on port ${port}.`,
        advice:
          port === 25
            ? 'Many networks block port 25; try port 587 with StartTls.'
            : 'Look for a firewall that drops the connection, and check host and port.',
      }
    case 'greeting':
      return silenceVerdict({ raw, progress, host, port })
    case 'token':
      return { reason: 'The token endpoint did not answer in time.', advice: 'Check its address and the firewall.' }
    case 'tls':
      return {
        reason: `${host} did not finish the TLS handshake in time.`,
        advice: 'Check port and Connect Protection.',
      }
    case 'reply':
      return {
        reason: 'The server took the mail but did not confirm it in time.',
        advice: 'Look whether the mail arrived, and at the load and the log of that server.',
      }
    default:
      return { reason: `${host} stopped answering.`, advice: 'Try again, and look at its log if it stays so.' }
  }
}

function silenceVerdict(scene: { raw: RawFault; progress: Progress; host: string; port: number }): Verdict {
  const { raw, progress, host, port } = scene
  if (raw.speaksTlsAtOnce) {
    return { reason: `${host} port ${port} speaks TLS from the first byte.`, advice: 'Choose SslTls for this port.' }
  }
  return progress.greeted
    ? {
        reason: 'The server’s greeting does not end.',
        advice: 'Ask its operator; a server may also slow down whom it distrusts.',
      }
    : {
        reason: `${host} port ${port} accepts the connection but says nothing a mail server would.`,
        advice: 'Check host and port; if it expects encryption at once, choose SslTls.',
      }
}

/** The verdict on a greeting that is none, or a refusal. */
export function greetingVerdict({ raw, progress, code, server: { host, port, protection } }: Scene): Verdict {
  if (raw.code === 'EFLOOD') {
    return {
      reason: 'The server’s greeting does not end.',
      advice: 'Check host and port, or ask the operator of that server.',
    }
  }
  if (code === 421) return { reason: 'The server is too busy to take mail now.', advice: 'Try again in a few minutes.' }
  if (progress.greeted) {
    return {
      reason: 'The server does not take mail from this machine now.',
      advice: 'Its answer says why; ask its operator to admit this machine.',
    }
  }
  const reason = `${host} port ${port} does not greet like a mail server.`
  const usual =
    protection === 'SslTls' ? 'SslTls usually is on port 465.' : 'Port 587 takes StartTls, 465 needs SslTls.'
  return { reason, advice: `Check host and port: ${usual}` }
}
