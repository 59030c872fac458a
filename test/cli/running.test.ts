import { rm, writeFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, run } from '../process/running.ts'
import { command, type Env, newPlace, useFolder } from './command.ts'

describe('beside a running server, a command', () => {
  const folder = useFolder()
  let env: Env
  let server: Running

  beforeAll(async () => {
    env = await newPlace()
    server = run(env)
    await server.says(/Nobody is administrator yet/)
  })
  afterAll(async () => {
    server.child.kill('SIGTERM')
    await server.ended
    await rm(env.DATA_DIR ?? '', { recursive: true, force: true })
  })

  test('prints a setup link that opens the wizard', async () => {
    const { out, code } = await command(env, 'setup-link')
    const [link = ''] = /http\S+/.exec(out) ?? []
    expect((await server.console().open(link)).heading).toBe('Create the administrator')
    expect(code).toBe(0)
  })

  test('reads its secrets where it is typed, and the server seals them', async () => {
    const smtp = { host: 'mail.example.test', user_name: 'me', from_email: 'me@example.test' }
    const document = { latchkey: 'settings', format: 1, smtp: { ...smtp, password: { env: 'RELAY' } } }
    const file = folder.path('settings.json')
    await writeFile(file, JSON.stringify(document))
    const without = await command(env, 'settings', 'import', file)
    expect([without.text, without.code]).toEqual([
      'Nothing was changed.\n  smtp.password: The variable RELAY is not set.\n',
      1,
    ])
    const RELAY = 'a password that stays here'
    const { text, code } = await command({ ...env, RELAY }, 'settings', 'import', file)
    expect(text).toContain('smtp.password: is set')
    expect(code).toBe(0)
    const back = JSON.parse((await command(env, 'settings', 'export')).out)
    expect(back.smtp).toMatchObject({ ...smtp, password: 'keep' })
    expect(server.output()).not.toContain(RELAY)
  })

  test('answers machines in JSON, refusals on stderr alone', async () => {
    const { out, code } = await command(env, 'users', 'list', '--json')
    expect([JSON.parse(out), code]).toEqual([{ users: [], more: false }, 0])
    const refused = await command(env, 'users', 'reset-link', 'nobody')
    expect([refused.out, refused.code]).toEqual(['', 1])
    expect(refused.text).toContain('Nobody is called nobody')
  })
})
