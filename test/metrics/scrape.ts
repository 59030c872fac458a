import { basic } from '../recovery-api/program.ts'
import type { Latchkey } from '../support/latchkey.ts'
import { type RawAnswer, sendRaw } from '../support/raw-request.ts'

/** Asks for the metrics as Prometheus does: at the address of the process, with an `Authorization`, the administrator's where none
 *  is named. */
export function scrape(latchkey: Latchkey, authorization: string | undefined = basic()): Promise<RawAnswer> {
  const { host } = new URL(latchkey.adminUrl)
  const headers = { Host: host, Authorization: authorization, Accept: 'text/plain;version=0.0.4' }
  return sendRaw(latchkey.adminUrl, { method: 'GET', path: '/metrics', headers })
}

/** What a text says: the value of every series by its name and labels as they are written. */
export function seriesIn(text: string): Map<string, number> {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]))
}

/** The names and types of a text's metrics. */
export function typesIn(text: string): Map<string, string> {
  return new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name = '', type = '']) => [name, type]))
}
