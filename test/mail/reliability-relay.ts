import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { type ParsedMail, simpleParser } from 'mailparser'

/** What the relay does at two moments; both are waited for. */
export interface Script {
  /** Before it says that the text of the mail may come; the number counts from 1. */
  beforeText?(mail: number): Promise<void>
  /** After the final dot: whether it accepts the mail or cuts the connection without a word. The mail is kept either way. */
  afterText?(mail: ParsedMail): Promise<'accept' | 'cut'>
}

/** A relay that follows a script where the usual test server cannot: it holds its replies and breaks off after the final dot. */
export async function startScriptedRelay(script: Script) {
  const mails: ParsedMail[] = []
  const sockets = new Set<Socket>()
  let begun = 0
  const server = createServer((socket) => {
    sockets.add(socket)
    serve(socket).catch(() => socket.destroy())
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  async function serve(socket: Socket): Promise<void> {
    const say = (line: string) => socket.write(`${line}\r\n`)
    socket.on('error', () => {})
    say('220 scripted ESMTP')
    let text: string[] | undefined
    for await (const line of createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY })) {
      if (text && line !== '.') text.push(line.replace(/^\./, ''))
      else if (text) {
        const mail = await simpleParser(text.join('\r\n'))
        text = undefined
        mails.push(mail)
        if ((await script.afterText?.(mail)) === 'cut') socket.destroy()
        else say('250 taken')
      } else if (line === 'DATA') {
        begun += 1
        await script.beforeText?.(begun)
        text = []
        say('354 go on')
      } else if (line === 'QUIT') socket.end('221 bye\r\n')
      else say('250 ok')
    }
  }

  return {
    port: (server.address() as AddressInfo).port,
    mails,
    close: async () => {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A moment that one side of a test waits for and the other brings about. */
export function gate(): { opened: Promise<void>; open(): void } {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
