import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { freePort, run } from '../process/running.ts'
import { freshUri } from '../support/test-database.ts'

const program = fileURLToPath(new URL('../../dist/cli/run.js', import.meta.url))

/** What a command prints, and the code it leaves with. */
async function command(env: Record<string, string>, ...args: string[]): Promise<{ text: string; code: number | null }> {
  const child = spawn(process.execPath, [program, ...args], { env: { PATH: process.env.PATH ?? '', ...env } })
  let text = ''
  const hear = (chunk: Buffer) => {
    text += String(chunk)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const [code] = await once(child, 'close')
  return { text, code }
}

describe('latchkey doctor', () => {
  let dataDir: string
  let env: Record<string, string>

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'latchkey-'))
    const [PORT, ADMIN_PORT] = [String(await freePort()), String(await freePort())]
    const uri = freshUri()
    env = { DATA_DIR: dataDir, PORT, ADMIN_PORT, ...(uri && { MONGODB_URI: uri }) }
  })
  afterEach(() => rm(dataDir, { recursive: true, force: true }))

  test('says that nothing was started here yet, and leaves nothing behind', async () => {
    const { text, code } = await command(env, 'doctor')
    expect(text).toMatch(/FAULT.*(Database|Secrets): /)
    expect(text).toContain('Start Latchkey once')
    expect(code).toBe(1)
  })

  test('names every fault of the configuration', async () => {
    const { text, code } = await command({ ...env, PORT: 'x', LOG_LEVEL: 'loud' }, 'doctor')
    expect(text).toMatch(/FAULT.*PORT[\s\S]*FAULT.*LOG_LEVEL/)
    expect(code).toBe(1)
  })

  test('looks at the data of a stopped server, and asks a running one that holds its file', async () => {
    const server = run(env)
    await server.says(/Nobody is administrator yet/)
    const during = await command(env, 'doctor')
    if (env.MONGODB_URI) expect(during.text).toContain('MongoDB answers')
    else expect(during.text).toMatch(/Server: It is running and ready[\s\S]*belongs to the running server/)
    expect(during.code).toBe(0)
    server.child.kill('SIGTERM')
    await server.ended
    const after = await command(env, 'doctor')
    expect(after.text).toMatch(/warning {2}Setup: Nobody is administrator yet/)
    expect(after.text).toContain('Secrets: Made at first start')
    expect(after.code).toBe(0)
  })

  test('says that a data directory open to others is a fault in production', async () => {
    const server = run(env)
    await server.says(/Nobody is administrator yet/)
    server.child.kill('SIGTERM')
    await server.ended
    await chmod(dataDir, 0o755)
    const urls = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://id.example.org',
      ADMIN_URL: 'https://admin.example.org',
    }
    const { text, code } = await command({ ...env, ...urls }, 'doctor')
    expect(text).toMatch(/FAULT.*can be read by others/)
    expect(code).toBe(1)
  })

  test('a command nobody knows lists those there are', async () => {
    const { text, code } = await command(env, 'dance')
    expect(text).toMatch(/Usage: npm run latchkey[\s\S]*doctor/)
    expect(code).toBe(2)
  })
})
