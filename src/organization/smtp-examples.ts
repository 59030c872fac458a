const fields = {
  host: 'smtp.example.org',
  port: 587,
  protection: 'StartTls',
  authentication: 'password',
  user_name: 'latchkey@example.org',
  from_name: 'Example Org',
  from_email: 'no-reply@example.org',
}

/** An SMTP configuration as the API's document shows it. */
export const smtpExamples = {
  whole: { ...fields, password: 'the password of that mailbox' },
  part: { from_name: 'Example Library' },
  shown: {
    ...fields,
    token_endpoint: '',
    client_id: '',
    scope: '',
    reply_to: '',
    trust: 'system',
    ca_certificate: '',
    certificate_fingerprint: '',
    helo_name: '',
    has_password: true,
    has_client_secret: false,
    has_refresh_token: false,
    tested_at: '2026-11-23T10:42:00.000Z',
  },
}

/** A test that failed, as the API's document shows it. */
export const testExample = {
  succeeded: false,
  recipient: 'postmaster@example.org',
  failure: {
    stage: 'authentication',
    reason: 'The server refuses user name or password.',
    advice: 'Check both. Some providers want a password made for this application alone.',
  },
  stages: [
    { name: 'lookup', state: 'passed', ms: 3, detail: '192.0.2.25' },
    { name: 'connect', state: 'passed', ms: 12 },
    { name: 'tls', state: 'skipped' },
    { name: 'greeting', state: 'passed', ms: 4, reply: '220 smtp.example.org ESMTP' },
    { name: 'token', state: 'skipped' },
    { name: 'authentication', state: 'failed', ms: 9, reply: '535 5.7.8 Authentication credentials invalid' },
    { name: 'sender', state: 'not-reached' },
    { name: 'recipient', state: 'not-reached' },
    { name: 'data', state: 'not-reached' },
  ],
  certificate: null,
  transcript: ['S: 220 smtp.example.org ESMTP', 'C: AUTH PLAIN ***', 'S: 535 5.7.8 Authentication credentials invalid'],
}
