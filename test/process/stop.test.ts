import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { eventually, freePort, type Running, run } from './running.ts'

describe('told to stop, a process', () => {
  const started: Running[] = []
  const folders: string[] = []

  afterEach(async () => {
    for (const { child } of started) child.kill('SIGKILL')
    await Promise.all(started.splice(0).map(({ ended }) => ended))
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
  })

  async function start(more: Record<string, string> = {}): Promise<Running & { port: number }> {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-stop-'))
    folders.push(folder)
    const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
    const one = run({ HOST: '127.0.0.1', PORT, ADMIN_PORT, DATA_DIR: join(folder, 'data'), ...more })
    started.push(one)
    return { ...one, port: Number(PORT) }
  }

  test.each([1, 2, 3])(
    'C22 drops readiness first, answers every request it took and ends with 0, time %i',
    async () => {
      const one = await start()
      await one.says(/Console {2,}http/)
      const told = { readiness: [] as string[], statuses: [] as number[], lost: [] as unknown[] }
      let listens = true
      const ask = async (look: () => Promise<void>) => {
        while (listens) {
          await look().catch((error: NodeJS.ErrnoException) => {
            if (error.code === 'ECONNREFUSED') listens = false
            else told.lost.push(error.code)
          })
        }
      }
      const visitors = Array.from({ length: 4 }, () =>
        ask(async () => void told.statuses.push((await one.visitor().send('GET', '/sign-in')).status)),
      )
      const probe = ask(async () => void told.readiness.push((await one.visitor().send('GET', '/health/ready')).body))
      one.child.kill('SIGTERM')
      expect(await one.ended).toBe(0)
      await Promise.all([...visitors, probe])
      expect(told.readiness.at(-1)).toMatch(/"reason":"Stopping: /)
      expect(new Set(told.statuses)).toEqual(new Set([200]))
      expect(told.lost).toEqual([])
    },
    30_000,
  )

  test('ends with 0 at any moment of a start whose database is away', async () => {
    const away = { MONGODB_URI: `mongodb://127.0.0.1:${await freePort()}/latchkey` }
    const early = await start(away)
    await eventually(() => isLive(early), 10_000)
    early.child.kill('SIGTERM')
    const late = await start(away)
    await late.says(/database-away/)
    late.child.kill('SIGINT')
    expect([await early.ended, await late.ended]).toEqual([0, 0])
  }, 30_000)

  test('leaves at once when told again, but not for the echo of one Ctrl-C', async () => {
    const one = await start()
    await one.says(/Console {2,}http/)
    // a client that is connected and silent keeps the process for some seconds
    const silent = connect(one.port, '127.0.0.1')
    await once(silent, 'connect')
    silent.on('error', () => {})
    one.child.kill('SIGTERM')
    await one.says(/"event":"stopping"/)
    one.child.kill('SIGTERM')
    const repeat = setInterval(() => one.child.kill('SIGTERM'), 100)
    expect(await one.ended).toBe(143)
    clearInterval(repeat)
    silent.destroy()
  }, 30_000)
})

async function isLive(one: Running): Promise<true | undefined> {
  const answer = await one
    .visitor()
    .send('GET', '/health/live')
    .catch(() => undefined)
  return answer?.status === 200 || undefined
}
