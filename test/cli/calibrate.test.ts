import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { leastCosts, readConfig } from '../../src/config.ts'
import { command, type Env, newPlace } from './command.ts'

describe('calibrate', () => {
  test('measures and prints the line to set, which the server takes; nothing is written', async () => {
    const env: Env = { ...(await newPlace()), PASSWORD_HASHES_AT_ONCE: '2' }
    const said = await command(env, 'calibrate', '--target-ms', '200', '--memory-mib', '32')
    expect(said.code).toBe(0)
    expect(said.text).toMatch(/^COST +MEDIAN +PER SECOND +MEMORY FOR 2 AT ONCE\n/)
    const [, cost = ''] = /\nPASSWORD_HASH_COST=(\S+)\n$/.exec(said.out) ?? []
    expect(readConfig({ PASSWORD_HASH_COST: cost }).passwords.cost.memoryKib).toBeLessThanOrEqual(16 * 1024)
    expect(existsSync(join(env.DATA_DIR ?? '', 'latchkey.db'))).toBe(false)
    expect(existsSync(join(env.DATA_DIR ?? '', 'secrets'))).toBe(false)
  })

  test('tells machines the same', async () => {
    const one = { ...(await newPlace()), PASSWORD_HASHES_AT_ONCE: '1' }
    const said = await command(one, 'calibrate', '--target-ms', '200', '--memory-mib', '9', '--json')
    const data = JSON.parse(said.out)
    const costs: string[] = data.measured.map(({ cost }: { cost: string }) => cost)
    expect(`${data.set}`).toMatch(/^PASSWORD_HASH_COST=m=\d+,t=\d+,p=1$/)
    expect(costs).toContain(String(data.set).replace('PASSWORD_HASH_COST=', ''))
    for (const cost of costs) readConfig({ PASSWORD_HASH_COST: cost })
  })

  test('says so where nothing safe is fast enough', async () => {
    const said = await command(await newPlace(), 'calibrate', '--target-ms', '1')
    expect(said.code).toBe(1)
    expect(said.out).toContain('Nothing that is safe stays within 1 ms here.')
    expect(said.out).not.toContain('PASSWORD_HASH_COST=')
  })

  test.each([
    [['--target-ms', '0'], '--target-ms is a whole number from 1 to 10000.'],
    [['--memory-mib', 'lots'], '--memory-mib is a whole number from 1 to 1048576.'],
  ])('refuses %j', async (args, text) => {
    const said = await command(await newPlace(), 'calibrate', ...args)
    expect([said.code, said.text.includes(text)]).toEqual([2, true])
  })
})

describe('the cost of a hash', () => {
  test.each(['m=19456,t=1,p=1', 'm=7168,t=4,p=1', 'm=1024,t=20,p=1', 'm=19456,t=2,p=0', 'm=19456', 'bcrypt'])(
    'is refused at start where it is not enough: %s',
    (cost) => {
      expect(() => readConfig({ PASSWORD_HASH_COST: cost })).toThrow('PASSWORD_HASH_COST: must')
    },
  )

  test.each(['m=47104,t=1,p=1', 'm=12288,t=3,p=1', 'm=9216,t=4,p=1', 'm=7168,t=5,p=1', 'm=65536,t=3,p=4'])(
    'is taken where OWASP holds it for enough: %s',
    (cost) => {
      const [memoryKib, passes, lanes] = (cost.match(/\d+/g) ?? []).map(Number)
      expect(readConfig({ PASSWORD_HASH_COST: cost }).passwords.cost).toEqual({ memoryKib, passes, lanes })
    },
  )

  test('is the least where nothing is set, and one thread stays free of hashing', () => {
    const { passwords } = readConfig({ UV_THREADPOOL_SIZE: '2' })
    expect(passwords).toEqual({ cost: leastCosts[0], peppers: [], atOnce: 1, waiting: undefined })
  })

  test.each([
    ['PASSWORD_PEPPERS', 'short', 'each secret must be at least 32 bytes'],
    ['PASSWORD_HASHES_AT_ONCE', '0', 'must be a whole number from 1 to 256'],
    ['PASSWORD_HASHES_WAITING', 'few', 'must be a whole number from 1 to 10000'],
  ])('and its companions are refused where they cannot be used: %s', (name, value, fault) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name}: ${fault}`)
  })
})
