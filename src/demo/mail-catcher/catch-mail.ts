import { simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server'
import type { Mailbox } from './mailbox.ts'

/** An SMTP server that accepts every sender, recipient and password and puts what it receives into the mailbox. */
export function catchMail(mailbox: Mailbox): SMTPServer {
  const server = new SMTPServer({
    authOptional: true,
    allowInsecureAuth: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 500,
    onAuth: ({ username }, _session, done) => done(null, { user: username ?? 'anybody' }),
    onData: (stream, session, done) => {
      keep(mailbox, stream, session).then(() => done(null, 'OK: caught'), done)
    },
  })
  // a client that hangs up is no reason to stop
  server.on('error', () => {})
  return server
}

async function keep(mailbox: Mailbox, stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
  const parsed = await simpleParser(stream)
  const { mailFrom, rcptTo } = session.envelope
  mailbox.add({
    at: new Date(),
    from: parsed.from?.text ?? (mailFrom ? mailFrom.address : ''),
    to: rcptTo.map(({ address }) => address).join(', '),
    subject: parsed.subject ?? '(no subject)',
    text: parsed.text ?? '',
    html: parsed.html || '',
    headers: parsed.headerLines.map(({ line }) => line),
  })
}
