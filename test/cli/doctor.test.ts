import { chmod, rm } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Running, run } from '../process/running.ts'
import { command, type Env, newPlace } from './command.ts'

describe('latchkey doctor', () => {
  let dataDir: string
  let env: Env
  let server: Running | undefined

  beforeEach(async () => {
    env = await newPlace()
    dataDir = env.DATA_DIR ?? ''
  })
  afterEach(async () => {
    server?.child.kill('SIGKILL')
    await server?.ended
    await rm(dataDir, { recursive: true, force: true })
  })

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
    server = run(env)
    await server.says(/Nobody is administrator yet/)
    const during = await command(env, 'doctor')
    if (env.MONGODB_URI) expect(during.text).toContain('MongoDB answers')
    else expect(during.text).toMatch(/Server: It is running and ready[\s\S]*The embedded database answers/)
    expect(during.text).toMatch(/warning {2}Setup: Nobody is administrator yet/)
    expect(during.code).toBe(0)
    server.child.kill('SIGTERM')
    await server.ended
    const after = await command(env, 'doctor')
    expect(after.text).toMatch(/warning {2}Setup: Nobody is administrator yet/)
    expect(after.text).toContain('Secrets: Made at first start')
    expect(after.code).toBe(0)
  }, 60_000)

  test.skipIf(process.env.MONGODB_TEST_URI)(
    'says so where it does not know the secrets of a running server',
    async () => {
      server = run(env)
      await server.says(/Nobody is administrator yet/)
      const stranger = { ...env, SECRETS: 'second-secret-Zr6Tn3BvX9cLq1WsE7yHd5KjM0aGp4Uf' }
      const { text, code } = await command(stranger, 'doctor')
      expect(text).toMatch(/Server: It is running[\s\S]*Not looked into[\s\S]*Give this command the same SECRETS/)
      expect(code).toBe(0)
      server.child.kill('SIGTERM')
      await server.ended
    },
    60_000,
  )

  test('says that a data directory open to others is a fault in production', async () => {
    server = run(env)
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
})
