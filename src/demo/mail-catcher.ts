import { createServer } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { answer } from './mail-catcher/answer.ts'
import { catchMail } from './mail-catcher/catch-mail.ts'
import { createMailbox } from './mail-catcher/mailbox.ts'

export interface MailCatcher {
  smtpPort: number
  webPort: number
  url: string
  close(): Promise<void>
}

const loopback = '127.0.0.1'

/** Starts a mail server that delivers nothing: it takes every mail over real SMTP (any sign-in will do), keeps the last 200 in
 *  memory and shows them in the browser at `url`. Both listen on this machine only; port 0 means any free one. */
export async function startMailCatcher(ports: { smtpPort: number; webPort: number }): Promise<MailCatcher> {
  const mailbox = createMailbox()
  const smtp = catchMail(mailbox)
  const web = createServer((req, res) => answer(mailbox, req, res))
  const smtpPort = await listening(smtp.server, () => smtp.listen(ports.smtpPort, loopback))
  const webPort = await listening(web, () => web.listen(ports.webPort, loopback))
  return {
    smtpPort,
    webPort,
    url: `http://localhost:${webPort}/`,
    async close() {
      web.closeAllConnections()
      await Promise.all([
        new Promise<void>((resolve) => smtp.close(() => resolve())),
        new Promise<void>((resolve) => web.close(() => resolve())),
      ])
    },
  }
}

function listening(server: Server, listen: () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.once('listening', () => resolve((server.address() as AddressInfo).port))
    listen()
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { 'smtp-port': { type: 'string' }, 'web-port': { type: 'string' } } })
  const catcher = await startMailCatcher({
    smtpPort: Number(values['smtp-port'] ?? 1025),
    webPort: Number(values['web-port'] ?? 1080),
  })
  process.stdout.write(`Mail catcher: SMTP on localhost port ${catcher.smtpPort}, mails at ${catcher.url}\n`)
}
