import { readFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createServer as createTlsServer, TLSSocket } from 'node:tls'

/** What a faulty mail server does; whatever is left out it does right. */
export interface FaultScript {
  /** Its first words; null for none. A list is said one piece at a time, and when it ends it begins again. */
  greeting?: string | null | { pieces: string[]; everyMs: number }
  capabilities?: string[]
  /** Replies by the first word of a command; `.` is the end of the mail, null closes the connection instead. */
  answers?: Record<string, string | null | ((line: string) => string)>
  tls?: 'at-once' | 'starttls'
  certificate?: 'localhost' | 'other-name' | 'expired'
  maxVersion?: 'TLSv1.1'
  /** Said in the clear right behind the reply to STARTTLS. */
  injected?: string
}

export interface FaultyServer {
  port: number
  certificate: string
  /** Every line any client sent, the mail included. */
  heard: string[]
  close(): Promise<void>
}

const usual: Record<string, string | null> = {
  HELO: '250 faulty.test',
  MAIL: '250 2.1.0 sender fine',
  RCPT: '250 2.1.5 recipient fine',
  DATA: '354 go ahead',
  '.': '250 2.0.0 queued as fault-1',
  QUIT: '221 bye',
}

/** Starts a server on a free port of this machine that speaks SMTP as badly as it is told to. */
export async function startFaultyServer(script: FaultScript = {}): Promise<FaultyServer> {
  const { certificate = 'localhost', maxVersion } = script
  const read = (kind: string) =>
    readFileSync(join(import.meta.dirname, 'certificates', `${certificate}.${kind}`), 'utf8')
  const secure = {
    cert: read('crt'),
    key: read('key'),
    ...(maxVersion && { minVersion: 'TLSv1' as const, maxVersion, ciphers: 'DEFAULT@SECLEVEL=0' }),
  }
  const heard: string[] = []
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => sockets.add(socket.on('error', () => {}))
  const meet = (socket: Socket) => {
    keep(socket)
    greet(socket, script)
    serve(socket)
  }
  const server = script.tls === 'at-once' ? createTlsServer(secure, meet) : createServer(meet)
  server.on('connection', keep).on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  function serve(socket: Socket): void {
    const replies: NonNullable<FaultScript['answers']> = { ...usual, ...script.answers }
    let buffer = ''
    let inMail = false
    socket.on('data', (data) => {
      buffer += data.toString('latin1')
      for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
        const line = buffer.slice(0, end)
        buffer = buffer.slice(end + 2)
        heard.push(line)
        if (inMail && line !== '.') continue
        const verb = inMail ? '.' : (line.split(' ')[0] ?? '').toUpperCase()
        inMail = false
        answer(verb, line)
      }
    })

    function answer(verb: string, line: string): void {
      const wanted = replies[verb]
      const reply = typeof wanted === 'function' ? wanted(line) : wanted
      inMail = verb === 'DATA' && reply?.startsWith('354') === true
      if (reply === null) socket.end()
      else if (reply !== undefined) socket.write(`${reply}\r\n`)
      else if (verb === 'EHLO') socket.write(whatItCan())
      else if (verb === 'STARTTLS' && script.tls === 'starttls') upgrade()
      else socket.write('502 5.5.2 unknown\r\n')
    }

    function whatItCan(): string {
      const offered = script.tls === 'starttls' ? ['STARTTLS'] : []
      const lines = ['faulty.test', ...offered, ...(script.capabilities ?? [])]
      return lines.map((text, i) => `250${i === lines.length - 1 ? ' ' : '-'}${text}\r\n`).join('')
    }

    function upgrade(): void {
      socket.removeAllListeners('data')
      socket.write(`220 go ahead\r\n${script.injected ?? ''}`, () => {
        if (script.injected) return
        const channel = new TLSSocket(socket, { isServer: true, ...secure })
        keep(channel)
        serve(channel)
      })
    }
  }

  return {
    port: (server.address() as AddressInfo).port,
    certificate: secure.cert,
    heard,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

function greet(socket: Socket, { greeting = '220 faulty.test ESMTP' }: FaultScript): void {
  if (greeting === null) return
  if (typeof greeting === 'string') {
    socket.write(`${greeting}\r\n`)
    return
  }
  let next = 0
  const drip = setInterval(() => socket.write(greeting.pieces[next++ % greeting.pieces.length] ?? ''), greeting.everyMs)
  socket.on('close', () => clearInterval(drip))
}
