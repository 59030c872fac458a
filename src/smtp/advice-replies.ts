import type { Scene, Verdict } from './advice.ts'

/** The verdict on a sign-in that was not accepted, or not possible. */
export function authenticationVerdict({ raw, code, server }: Scene): Verdict {
  if (raw.offers !== undefined) return notOffered(raw.offers, server.protection, server.oauth !== undefined)
  if (code === 530) {
    return {
      reason: 'The server wants a sign-in or encryption first.',
      advice: 'Enter user name and password, and choose StartTls.',
    }
  }
  if (code === 534) {
    return {
      reason: 'The server wants another kind of password.',
      advice: 'Create an app password at your mail provider and enter it here.',
    }
  }
  if (code === 538) {
    return { reason: 'The server allows a sign-in only over TLS.', advice: 'Choose StartTls or SslTls.' }
  }
  if (code && code < 500) {
    return { reason: 'The server cannot check the sign-in now.', advice: 'Try again in a few minutes.' }
  }
  if (server.oauth) {
    return {
      reason: 'The server refuses the access token for this user.',
      advice:
        'Check that the user name is the mailbox, that the scope is the one for SMTP, and that the application may send as it.',
    }
  }
  return code
    ? {
        reason: 'The server refuses user name or password.',
        advice: 'Check both; some providers need an app password.',
      }
    : { reason: 'The sign-in did not work.', advice: 'Enter user name and password.' }
}

function notOffered(offers: string[], protection: string, byToken: boolean): Verdict {
  if (offers.length > 0) {
    const reason = `The server offers only these ways to sign in: ${offers.join(', ')}.`
    return {
      reason,
      advice: byToken
        ? 'Choose user name and password, or another server.'
        : 'Choose another way under Authentication.',
    }
  }
  return {
    reason: 'The server offers no sign-in on this connection.',
    advice:
      protection === 'None'
        ? 'Choose StartTls or SslTls, or set Authentication to None.'
        : 'Set Authentication to None, or use the port for sending mail, 587.',
  }
}

/** The verdict on a sender that was not accepted. */
export function senderVerdict({ code }: Scene): Verdict {
  return code && code < 500
    ? { reason: 'The server does not take mail from this sender now.', advice: 'Try again in a few minutes.' }
    : {
        reason: 'The server refuses the From Email Address.',
        advice: 'Use an address that belongs to the SMTP user.',
      }
}

/** The verdict on a recipient that was not accepted. */
export function recipientVerdict({ code, raw }: Scene): Verdict {
  if (code && code < 500) {
    return {
      reason: 'The server does not take mail for this recipient now.',
      advice: 'Try again in a few minutes; it may be greylisting, or a full mailbox.',
    }
  }
  if (/relay|authentication (?:is )?required|not permitted to send/i.test(raw.response ?? '')) {
    return {
      reason: 'The server does not forward mail for this sender.',
      advice: 'Sign in with a user name, or have this machine allowed to relay.',
    }
  }
  if (/^\d{3}[ -]5\.7\./.test(raw.response ?? '')) {
    return {
      reason: 'The server’s rules do not let this mail through to the recipient.',
      advice: 'Its answer says why; ask its operator to admit mail from this sender and machine.',
    }
  }
  return {
    reason: 'The server says that this recipient does not exist or takes no mail.',
    advice: 'Check the address the mail goes to.',
  }
}

/** The verdict on a mail that was not confirmed. */
export function dataVerdict({ code }: Scene): Verdict {
  if (code === 552 || code === 452) {
    return {
      reason: 'The server has no room for the mail.',
      advice: 'Free or enlarge the mailbox, or raise the size it accepts.',
    }
  }
  return code
    ? {
        reason: 'The server refuses the mail itself.',
        advice: 'Its answer says why: content, sending limits, or missing SPF, DKIM or DMARC records.',
      }
    : {
        reason: 'The connection ended before the server confirmed the mail.',
        advice: 'Look whether it arrived, and at the log of that server.',
      }
}
