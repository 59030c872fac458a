import { request } from 'node:http'
import type { Config } from '../config.ts'
import { channelPath, openAnswer, sealCall } from './channel.ts'
import type { Answer } from './command.ts'

/** A server under full load may take a moment to take the call; what it does then may take long. */
const connectMs = 5000

/** Where the server of this configuration listens, as seen from this machine. */
export function serverUrl({ adminDoor: { host, port } }: Config): string {
  const at = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host
  return `http://${at.includes(':') ? `[${at}]` : at}:${port}`
}

/** Lets the running server do what a command asks. Undefined where none answers that holds the same SECRETS, or it went away before it
 *  had answered. */
export async function askServer(config: Config, asked: { act: string; input: unknown }): Promise<Answer | undefined> {
  const { call, box } = sealCall(config.secrets, asked)
  const answer = await post(`${serverUrl(config)}${channelPath}`, box)
  return answer === undefined ? undefined : (openAnswer(config.secrets, call, answer) as Answer | undefined)
}

function post(url: string, box: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const headers = { 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(box) }
    const sent = request(url, { method: 'POST', headers, agent: false }, (res) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('error', () => resolve(undefined))
      res.on('end', () => resolve(res.statusCode === 200 ? Buffer.concat(parts).toString() : undefined))
    })
    const patience = setTimeout(() => sent.destroy(), connectMs)
    sent.once('socket', (socket) => socket.once('connect', () => clearTimeout(patience)))
    sent.once('error', () => resolve(undefined))
    sent.once('close', () => clearTimeout(patience))
    sent.end(box)
  })
}
