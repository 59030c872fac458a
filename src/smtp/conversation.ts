import type { Socket } from 'node:net'

const maxReplyBytes = 64 * 1024
const greetings = /^(?:220|421|554)(?:[ -]|$)/
const replyLine = /^\d{3}(?:[ -]|$)/

/** What a server answered: its code and its lines as they came. */
export interface Reply {
  code: number
  lines: string[]
}

/** One SMTP conversation. `greeting` and `say` wait for a whole reply; all reject when the peer leaves (ECONNECTION), does not
 *  speak SMTP (EPROTOCOL) or never ends a reply (EFLOOD). `release` stops listening and says whether anything came unasked. */
export interface Conversation {
  greeting(): Promise<Reply>
  say(line: string): Promise<Reply>
  answer(): Promise<Reply>
  write(text: Uint8Array | string): void
  release(): { unasked: boolean }
}

/** Speaks SMTP over an open socket, in bounded memory. `greeted` says that the peer has proved to be a mail server already. Source: RFC 5321, 4.2 and 4.5.3. */
export function converse(
  socket: Socket,
  { hear, greeted: before }: { hear(line: string): void; greeted: boolean },
): Conversation {
  let buffer = ''
  let lines: string[] = []
  let fault: Error | undefined
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined
  let size = 0
  let greeted = before

  const fail = (error: Error) => {
    fault ??= error
    waiting?.reject(fault)
    waiting = undefined
  }
  const take = (chunk: Buffer) => {
    size += chunk.length
    if (size > maxReplyBytes) return stop('EFLOOD')
    buffer += chunk.toString('latin1')
    if (waiting) readOn()
  }
  const gone = () => fail(broken('ECONNECTION'))
  const stop = (code: string) => {
    socket.off('data', take)
    fail(broken(code))
  }
  socket.on('data', take).on('error', fail).on('close', gone).on('end', gone)

  function readOn(): void {
    for (let end = buffer.indexOf('\n'); end >= 0 && waiting; end = buffer.indexOf('\n')) {
      const line = Buffer.from(buffer.slice(0, end).replace(/\r$/, ''), 'latin1').toString('utf8')
      buffer = buffer.slice(end + 1)
      if (!(greeted ? replyLine : greetings).test(line)) {
        stop('EPROTOCOL')
        return
      }
      greeted = true
      hear(line)
      lines.push(line)
      if (line[3] !== '-') finish()
    }
  }

  function finish(): void {
    const reply = { code: Number(lines[0]?.slice(0, 3)), lines }
    lines = []
    size = buffer.length
    waiting?.resolve(reply)
    waiting = undefined
  }

  const answer = () =>
    new Promise<Reply>((resolve, reject) => {
      waiting = { resolve, reject }
      readOn()
      if (fault && waiting) fail(fault)
    })

  return {
    greeting: answer,
    answer,
    say(line) {
      socket.write(`${line}\r\n`)
      return answer()
    },
    write: (text) => socket.write(text),
    release() {
      socket.off('data', take).off('error', fail).off('close', gone).off('end', gone)
      return { unasked: buffer !== '' }
    },
  }
}

function broken(code: string): Error {
  return Object.assign(new Error('The conversation broke off'), { code })
}
