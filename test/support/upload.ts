import type { Browser } from './browser.ts'

/** A form with a file, as a browser sends it. */
export interface FilledIn {
  file?: string | Buffer
  pasted?: string
  /** More fields, or others of the same name. */
  more?: [name: string, value: string][]
  fileField?: string
  token?: string
}

const boundary = '----one-that-does-not-occur'

/** Sends a form with a file to a path and shows the answer, without following it anywhere. */
export async function upload(console: Browser, path: string, filled: FilledIn): Promise<Browser> {
  const { file, pasted, more = [], fileField = 'file', token = console.formToken } = filled
  const fields: [string, string][] = [
    ['_csrf', token],
    ...(pasted === undefined ? [] : [['pasted', pasted] as [string, string]]),
    ...more,
  ]
  const parts = fields.map(([name, value]) => part(`name="${name}"`, value))
  const type = 'text/csv'
  if (file !== undefined) parts.push(part(`name="${fileField}"; filename="people.csv"`, file, type))
  const body = Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)])
  const headers = { 'Content-Type': `multipart/form-data; boundary=${boundary}` }
  const answer = await console.send('POST', path, { headers, body })
  Object.assign(console, { status: answer.status, html: answer.body, path })
  return console
}

function part(name: string, value: string | Buffer, type?: string): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${name}\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n`
  return Buffer.concat([Buffer.from(head), Buffer.from(value), Buffer.from('\r\n')])
}
