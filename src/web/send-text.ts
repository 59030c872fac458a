import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Response } from 'express'

const chunkLength = 32 * 1024

/** Sends text piece by piece as it is made, no faster than the other side takes it. Somebody who goes away in the middle ends it
 *  quietly; a fault while making it ends the download short, which the other side notices. Whoever asks for the headers alone (HEAD) gets
 *  them before anything is made. */
export async function sendText(res: Response, pieces: AsyncIterable<string>): Promise<void> {
  if (res.req.method === 'HEAD') return void res.end()
  await pipeline(Readable.from(inChunks(pieces)), res).catch((error) => {
    if (error?.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error
  })
}

async function* inChunks(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let chunk = ''
  for await (const piece of pieces) {
    chunk += piece
    if (chunk.length < chunkLength) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}
