import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'

/** What one connection said: its envelope commands as they came, and its mails. */
export interface Conversation {
  commands: string[]
  mails: string[]
}

/** A relay that takes everything at once and looks at nothing, so that what it heard is what was said. Each conversation is told when it
 *  is over. */
export async function openSink(hear: (conversation: Conversation) => void): Promise<{ port: number; close(): void }> {
  const server: Server = createServer((socket) => converse(socket, hear))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { port: (server.address() as AddressInfo).port, close: () => void server.close() }
}

function converse(socket: Socket, hear: (conversation: Conversation) => void): void {
  const said: Conversation = { commands: [], mails: [] }
  let [rest, isData] = ['', false]
  socket.setEncoding('utf8')
  socket.on('error', () => {})
  socket.write('220 sink\r\n')
  socket.on('data', (chunk: string) => {
    rest += chunk
    for (;;) {
      const end = isData ? rest.indexOf('\r\n.\r\n') : rest.indexOf('\r\n')
      if (end < 0) return
      const text = rest.slice(0, end)
      rest = rest.slice(end + (isData ? 5 : 2))
      if (isData) {
        said.mails.push(text)
        isData = false
        hear(said)
        socket.write('250 taken\r\n')
      } else {
        said.commands.push(text)
        isData = text === 'DATA'
        socket.write(
          isData ? '354 go on\r\n' : text.startsWith('EHLO') ? '250-sink\r\n250 8BITMIME\r\n' : '250 fine\r\n',
        )
      }
    }
  })
}
