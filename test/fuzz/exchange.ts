import { connect } from 'node:net'

/** An answer taken from the bytes of a connection. */
export interface Answer {
  status: number
  headers: Map<string, string>
  body: string
}

/** What came back: every whole answer, and how long the last of them took. `left` is what was no whole answer. */
export interface Exchange {
  answers: Answer[]
  left: string
  tookMs: number
  /** The other side neither answered nor ended the connection in time. */
  isSilent: boolean
}

const pauseMs = 60

/** Sends bytes over a connection of their own and hears what comes back until the other side ends it, or so long. Where the other side
 *  may wait for more, this one ends after a pause. */
export function exchange(
  port: number,
  bytes: Buffer,
  how: { mayWait: boolean; isHead: boolean; longestMs: number },
): Promise<Exchange> {
  const started = performance.now()
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    const chunks: Buffer[] = []
    let heardAt = started
    const end = (isSilent: boolean) => {
      clearTimeout(patience)
      clearTimeout(pause)
      socket.destroy()
      resolve({ ...answersIn(Buffer.concat(chunks), how.isHead), tookMs: heardAt - started, isSilent })
    }
    const patience = setTimeout(() => end(true), how.longestMs)
    const pause = how.mayWait ? setTimeout(() => socket.end(), pauseMs) : undefined
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      heardAt = performance.now()
    })
    // the other side may end a connection over which it hears nothing readable
    socket.on('error', () => end(false))
    socket.on('close', () => end(false))
    socket.write(bytes)
  })
}

/** The answers in what was heard. After HEAD none has a body. */
export function answersIn(bytes: Buffer, isHead: boolean): { answers: Answer[]; left: string } {
  const answers: Answer[] = []
  let rest = bytes
  for (;;) {
    const end = rest.indexOf('\r\n\r\n')
    const [first = '', ...lines] = end < 0 ? [] : rest.subarray(0, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0)
    if (status === 0) return { answers, left: rest.toString('latin1') }
    const headers = new Map(
      lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]),
    )
    const after = rest.subarray(end + 4)
    const body =
      isHead || status < 200 || status === 204 || status === 304 ? { text: '', length: 0 } : bodyOf(headers, after)
    if (!body) return { answers, left: rest.toString('latin1') }
    if (status >= 200) answers.push({ status, headers, body: body.text })
    rest = after.subarray(body.length)
    if (rest.length === 0) return { answers, left: '' }
  }
}

function bodyOf(headers: Map<string, string>, bytes: Buffer): { text: string; length: number } | undefined {
  const length = headers.get('content-length')
  if (length !== undefined)
    return bytes.length < Number(length)
      ? undefined
      : { text: bytes.subarray(0, Number(length)).toString(), length: Number(length) }
  if (headers.get('transfer-encoding') !== 'chunked') return { text: bytes.toString(), length: bytes.length }
  const parts: Buffer[] = []
  for (let at = 0; ; ) {
    const line = bytes.indexOf('\r\n', at)
    if (line < 0) return undefined
    const size = Number.parseInt(bytes.subarray(at, line).toString('latin1'), 16)
    if (bytes.length < line + 4 + size) return undefined
    parts.push(bytes.subarray(line + 2, line + 2 + size))
    at = line + 4 + size
    if (size === 0) return { text: Buffer.concat(parts).toString(), length: at }
  }
}
