import { connect, type Socket } from 'node:net'

/** A form of the product as a browser holds it: where it stands, its cookie and its token. */
export interface Form {
  port: number
  host: string
  path: string
  cookie: string
  token: string
}

/** Reads a form page once. */
export async function readForm(port: number, host: string, path: string): Promise<Form> {
  const answer = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
  const cookie = [...answer.matchAll(/^set-cookie: ([^;\r]+)/gim)].map((match) => match[1]).join('; ')
  const token = /name="_csrf" value="([^"]+)"/.exec(answer)?.[1]
  if (!token) throw new Error(`No form at ${path}: ${answer.slice(0, 200)}`)
  return { port, host, path, cookie, token }
}

/** One lane of requests, which follow one another; `fresh` opens a connection for each before its clock starts. */
export class Probe {
  readonly #form: Form
  readonly #fresh: boolean
  #socket: Socket | undefined

  constructor(form: Form, fresh: boolean) {
    this.#form = form
    this.#fresh = fresh
  }

  /** Posts the form; gives the milliseconds from the last byte written to the first byte read, and the status. */
  async post(fields: Record<string, string>, header = ''): Promise<{ ms: number; status: number }> {
    const { host, path, cookie, token, port } = this.#form
    const body = new URLSearchParams({ _csrf: token, ...fields }).toString()
    const socket = (!this.#fresh && this.#socket?.writable && this.#socket) || (await opened(port))
    this.#socket = socket
    const head = [
      `POST ${path} HTTP/1.1`,
      `Host: ${host}`,
      `Cookie: ${cookie}`,
      `Origin: http://${host}`,
      'Content-Type: application/x-www-form-urlencoded',
      `Content-Length: ${Buffer.byteLength(body)}`,
      ...(header ? [header] : []),
    ].join('\r\n')
    const { ms, text } = await new Promise<{ ms: number; text: string }>((resolve, reject) => {
      let [first, text] = [0, '']
      const begin = process.hrtime.bigint()
      const read = (bytes: Buffer) => {
        first ||= Number(process.hrtime.bigint() - begin) / 1e6
        text += bytes.toString('latin1')
        if (!isWhole(text)) return
        socket.off('data', read)
        resolve({ ms: first, text })
      }
      socket.on('data', read)
      socket.once('error', reject)
      socket.write(`${head}\r\n\r\n${body}`)
    })
    socket.removeAllListeners('error')
    if (this.#fresh) socket.destroy()
    return { ms, status: Number(text.slice(9, 12)) }
  }

  close(): void {
    this.#socket?.destroy()
  }
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => resolve(socket))
    socket.once('error', reject)
  })
}

function isWhole(text: string): boolean {
  const end = text.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /^content-length: (\d+)/im.exec(text.slice(0, end))?.[1]
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length >= end + 4 + Number(length)
}

function exchange(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' }, () => socket.write(request))
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes.toString('utf8')
    })
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
