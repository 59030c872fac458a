import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import supertest from 'supertest'
import { beforeAll, describe, expect, test } from 'vitest'
import { channelPath, openAnswer, sealCall } from '../../src/cli/channel.ts'
import { holdFile, releaseFile } from '../../src/cli/hold-file.ts'
import { commandRoutes } from '../../src/cli/routes.ts'
import { seal } from '../../src/security/secret-box.ts'
import { useLatchkey } from '../support/latchkey.ts'

describe('the way a command reaches the running server', () => {
  const latchkey = useLatchkey()

  let door: express.Express
  beforeAll(() => {
    latchkey.deps.background.start()
    door = express().use(commandRoutes(latchkey.deps))
  })

  function send(body: string, to = door) {
    return supertest(to).post(channelPath).set('Content-Type', 'text/plain').send(body)
  }
  const list = { act: 'users list', input: { prefix: '', limit: 5 } }
  const ours = () => latchkey.deps.config.secrets
  const sealed = (call: object) => seal(ours(), 'command-line/call', JSON.stringify(call))

  test('carries a call and its answer, both sealed', async () => {
    const { call, box } = sealCall(ours(), list)
    const answer = await send(box)
    expect([answer.status, answer.text.includes('Nobody')]).toEqual([200, false])
    expect(openAnswer(ours(), call, answer.text)).toMatchObject({ text: 'Nobody was found.', code: 0 })
    expect(openAnswer(ours(), sealCall(ours(), list).call, answer.text)).toBeUndefined()
  })

  test('hears each call once', async () => {
    const { box } = sealCall(ours(), list)
    expect((await send(box)).status).toBe(200)
    expect((await send(box)).status).toBe(404)
  })

  test('hears nothing that was made for the server before a restart', async () => {
    const { call, box } = sealCall(ours(), list)
    while (Date.now() === call.at) await new Promise(setImmediate)
    expect((await send(box, express().use(commandRoutes(latchkey.deps)))).status).toBe(404)
    expect((await send(box)).status).toBe(200)
  })

  test.runIf(process.platform === 'linux')('hears nobody from elsewhere', async () => {
    const server = door.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    const statusFrom = async (localAddress: string) => {
      const headers = { 'Content-Type': 'text/plain' }
      const sent = request({ host: '127.0.0.1', port, path: channelPath, method: 'POST', localAddress, headers })
      sent.end(sealCall(ours(), list).box)
      const [answer] = (await once(sent, 'response')) as [IncomingMessage]
      answer.resume()
      return answer.statusCode
    }
    expect([await statusFrom('127.0.0.1'), await statusFrom('127.0.0.2')]).toEqual([200, 404])
    server.close()
  })

  test.each(['Forwarded', 'X-Forwarded-For', 'Via'])('hears nobody for whom a proxy speaks: %s', async (name) => {
    const { box } = sealCall(ours(), list)
    expect((await send(box).set(name, 'for=203.0.113.9')).status).toBe(404)
    expect((await send(box)).status).toBe(200)
  })

  test('reads no call of more than 4 MB', async () => {
    const { box } = sealCall(ours(), { ...list, input: 'x'.repeat(4 * 1024 * 1024) })
    expect((await send(box)).status).toBe(413)
  })

  test.skipIf(process.env.MONGODB_TEST_URI)('keeps no backup waiting for one that was killed', async () => {
    const [first, second] = [await holdFile(latchkey.deps), await holdFile(latchkey.deps)]
    const [killed, mine] = [first.data as { id: string }, second.data as { id: string }]
    expect(await releaseFile(latchkey.deps, killed)).toMatchObject({ refused: true })
    expect(await releaseFile(latchkey.deps, mine)).toEqual({ text: '', code: 0 })
  })

  test.each([
    ['an old one', () => sealed({ ...list, id: randomUUID(), at: Date.now() - 10 * 60_000 })],
    ['one from the future', () => sealed({ ...list, id: randomUUID(), at: Date.now() + 10 * 60_000 })],
    ['one under another secret', () => sealCall(['a secret of somebody else 0123456789abcdef'], list).box],
    [
      'a box for another place',
      () => seal(ours(), 'smtp-password', JSON.stringify({ ...list, id: 'x', at: Date.now() })),
    ],
    ['no box at all', () => JSON.stringify(list)],
    ['nothing', () => ''],
  ])('does not hear %s', async (_what, box) => {
    expect((await send(box())).status).toBe(404)
  })

  test('says so where the server is of another version', async () => {
    const { call, box } = sealCall(ours(), { act: 'constructor', input: null })
    const answer = openAnswer(ours(), call, (await send(box)).text)
    expect(answer).toMatchObject({ refused: true, text: expect.stringContaining('does not know this command') })
  })

  test('tells the log, not the caller, what went wrong inside', async () => {
    const { call, box } = sealCall(ours(), { act: 'users list', input: { prefix: null } })
    const answer = openAnswer(ours(), call, (await send(box)).text)
    expect(answer).toMatchObject({ refused: true, text: 'The server could not do it. Its log says why.' })
    expect(latchkey.logLines.join('')).toContain('"command-failed"')
  })

  test('is not there at all where the process does not have the database to itself', async () => {
    const { box } = sealCall(ours(), list)
    const answer = await supertest(latchkey.adminUrl).post(channelPath).set('Content-Type', 'text/plain').send(box)
    expect([answer.status, answer.text.includes('ready')]).not.toEqual([200, true])
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })
})
