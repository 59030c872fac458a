import { request } from 'node:http'

export interface RawRequest {
  method: string
  path: string
  headers?: Record<string, string | undefined>
  body?: string | Buffer
}

/** An answer as it came over the wire. */
export interface RawAnswer {
  status: number
  /** Header names in the order they came, each with its value. */
  lines: [string, string][]
  header(name: string): string
  cookies: string[]
  body: string
}

/** Sends one request byte for byte as told: no header of its own but Content-Length, nothing followed, nothing kept. */
export function sendRaw(base: string, ask: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base)
  const given = Object.entries(ask.headers ?? {}).filter((pair): pair is [string, string] => pair[1] !== undefined)
  const headers = Object.fromEntries(given)
  const isChunked = given.some(([name]) => name.toLowerCase() === 'transfer-encoding')
  if (ask.body !== undefined && !isChunked) headers['Content-Length'] = String(Buffer.byteLength(ask.body))
  return new Promise((resolve, reject) => {
    const options = { hostname, port, method: ask.method, path: ask.path, headers, setHost: false, agent: false }
    const sent = request(options, (answer) => {
      const chunks: Buffer[] = []
      answer.on('data', (chunk: Buffer) => chunks.push(chunk))
      answer.on('error', reject)
      answer.on('end', () => {
        const raw = answer.rawHeaders
        const lines = raw.flatMap((name, at): [string, string][] => (at % 2 === 0 ? [[name, raw[at + 1] ?? '']] : []))
        const all = (wanted: string) =>
          lines.filter(([name]) => name.toLowerCase() === wanted).map(([, value]) => value)
        resolve({
          status: answer.statusCode ?? 0,
          lines,
          header: (name) => all(name.toLowerCase()).join(', '),
          cookies: all('set-cookie'),
          body: Buffer.concat(chunks).toString('utf8'),
        })
      })
    })
    sent.on('error', reject)
    sent.end(ask.body)
  })
}
