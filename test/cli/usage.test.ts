import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { commands } from '../../src/cli/commands.ts'
import { command, type Env, newPlace } from './command.ts'

describe('what is typed', () => {
  let env: Env

  beforeAll(async () => {
    env = await newPlace()
  })
  afterAll(() => rm(env.DATA_DIR ?? '', { recursive: true, force: true }))

  test('is explained by help: every command, or one of them with all it takes', async () => {
    const all = await command(env, 'help')
    for (const name of Object.keys(commands)) expect(all.out).toContain(`\n  ${name} `)
    const one = await command(env, 'users', 'create', '--help')
    expect(one.out).toMatch(/^Usage: npm run latchkey -- users create --username name --email address/)
    expect([all.code, one.code]).toEqual([0, 0])
  })

  test.each([
    [['dance'], 'There is no command “dance”'],
    [['constructor'], 'There is no command “constructor”'],
    [['users', 'dance'], 'There is no command “users dance”'],
    [['users', 'list', '--loud'], "Unknown option '--loud'"],
    [['users', 'list', '--limit', '0'], '--limit is a whole number from 1 to 1000'],
    [['users', 'list', 'ada'], '“ada” is one word too many'],
    [['users', 'reset-link'], 'Something is missing'],
    [
      ['users', 'create', '--username', 'a b', '--email', 'ada'],
      '--email: Enter one address such as name@example.org.',
    ],
    [
      ['users', 'create', '--username', 'ada', '--email', 'a@b.test', '--language', 'xx'],
      '--language: Use one of en, de',
    ],
    [['mail', 'test', '--to', 'nobody'], '--to is one address'],
    [['settings', 'export', '--secrets', 'all'], '--secrets is keep or env'],
    [['settings', 'import', 'no-such-file.json'], 'no-such-file.json cannot be read (ENOENT)'],
    [['settings', 'import', 'README.md'], 'README.md is not JSON'],
  ])('that cannot be used is answered with the usage and code 2: %j', async (args, text) => {
    const said = await command({ ...env, MONGODB_URI: '' }, ...args)
    expect(said.text).toContain(text)
    expect(said.text).toContain('Usage: npm run latchkey -- ')
    expect(said.text).not.toMatch(/\n\s+at /)
    expect([said.out, said.code]).toEqual(['', 2])
  })

  test('where nothing was started yet says so, and leaves nothing behind', async () => {
    const said = await command({ ...env, MONGODB_URI: '', DATA_DIR: `${env.DATA_DIR}/new` }, 'users', 'list')
    expect(said.text).toContain('Start Latchkey once')
    expect(said.code).toBe(1)
    expect(existsSync(join(env.DATA_DIR ?? '', 'new'))).toBe(false)
  })
})
