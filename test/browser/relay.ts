import { startSmtpServer } from '../support/smtp-server.ts'

/** The relay of the walk, a process of its own: accepts everything and prints its port, then each mail as a line of JSON. */
const relay = await startSmtpServer()
process.stdout.write(`${JSON.stringify({ port: relay.port })}\n`)
for (let next = 0; ; next++) {
  await relay.waitForMail(() => relay.mails.length > next)
  const mail = relay.mails[next]
  if (!mail) throw new Error('A mail was counted that is not there')
  const { subject = '', text = '', html } = mail.parsed
  process.stdout.write(`${JSON.stringify({ to: mail.envelope.to, subject, text, html: html || '' })}\n`)
}
