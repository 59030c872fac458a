import { describe, expect, test } from 'vitest'
import { ConfigFault, readConfig } from '../src/config.ts'

const secret = 'q8Yt2LwZ5vNc0RbX7mKd4JfH1sGp9AeU'

/** The lines a bad environment is refused with. */
function faults(env: NodeJS.ProcessEnv): string[] {
  try {
    readConfig(env)
    return []
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error
    return error.lines
  }
}

describe('the environment', () => {
  test('may be empty', () => {
    const config = readConfig({})
    expect(config).toMatchObject({
      production: false,
      publicDoor: { host: '0.0.0.0', port: 3000, origin: 'http://localhost:3000' },
      adminDoor: { host: '127.0.0.1', port: 3001, origin: 'http://localhost:3001' },
      mongodbUri: undefined,
      dataDir: './data',
      secrets: [],
      trustProxy: 0,
      logLevel: 'info',
      setupToken: undefined,
    })
    expect(Object.isFrozen(config)).toBe(true)
  })

  test('counts an empty value as not set', () => {
    expect(readConfig({ PORT: '', PUBLIC_URL: '', MONGODB_URI: '', SECRETS: '', TRUST_PROXY: '' })).toEqual(
      readConfig({}),
    )
  })

  test('is read as it is written', () => {
    const config = readConfig({
      NODE_ENV: 'production',
      PORT: '8080',
      PUBLIC_URL: 'https://id.example.org/',
      ADMIN_URL: 'https://console.example.org:8443',
      SECRETS: `${secret}, ${secret.split('').reverse().join('')}`,
      TRUST_PROXY: '10.0.0.0/8, ::1',
      LOG_LEVEL: 'debug',
    })
    expect(config.publicDoor).toEqual({ host: '0.0.0.0', port: 8080, origin: 'https://id.example.org' })
    expect(config.adminDoor.origin).toBe('https://console.example.org:8443')
    expect(config.secrets).toHaveLength(2)
    expect(config.trustProxy).toEqual(['10.0.0.0/8', '::1'])
  })

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['a port that is a word', { PORT: 'http' }, 'PORT: must be a port number, a whole number from 1 to 65535'],
    ['a port that is too large', { PORT: '65536' }, 'PORT: must be a port number, a whole number from 1 to 65535'],
    ['a port below zero', { ADMIN_PORT: '-1' }, 'ADMIN_PORT: must be a port number, a whole number from 1 to 65535'],
    ['half a port', { PORT: '30.5' }, 'PORT: must be a port number, a whole number from 1 to 65535'],
    ['an address with a path', { PUBLIC_URL: 'https://id.example.org/app' }, 'PUBLIC_URL: must be an origin'],
    ['an address without a scheme', { PUBLIC_URL: 'id.example.org' }, 'PUBLIC_URL: must be an origin'],
    ['an address of another kind', { PUBLIC_URL: 'ftp://id.example.org' }, 'PUBLIC_URL: must be an origin'],
    [
      'an address with a name and password',
      { PUBLIC_URL: 'https://a:b@id.example.org' },
      'PUBLIC_URL: must be an origin',
    ],
    ['a console address with a query', { ADMIN_URL: 'https://id.example.org/?a' }, 'ADMIN_URL: must be an origin'],
    [
      'http in production',
      { NODE_ENV: 'production', PUBLIC_URL: 'http://id.example.org' },
      'PUBLIC_URL: must begin with https:// in production',
    ],
    ['another database', { MONGODB_URI: 'postgres://localhost/x' }, 'MONGODB_URI: must begin with mongodb://'],
    ['a short secret', { SECRETS: 'short' }, 'SECRETS: each secret must be at least 32 bytes'],
    ['a secret that repeats itself', { SECRETS: 'x'.repeat(40) }, 'SECRETS: each secret must be at least 32 bytes'],
    ['a good secret and a short one', { SECRETS: `${secret},short` }, 'SECRETS: each secret must be at least 32 bytes'],
    ['nothing but commas as secrets', { SECRETS: ' , ,' }, 'SECRETS: must hold at least one secret'],
    ['a name as proxy', { TRUST_PROXY: 'loopback' }, 'TRUST_PROXY: must be a number of proxies'],
    ['yes as proxy', { TRUST_PROXY: 'true' }, 'TRUST_PROXY: must be a number of proxies'],
    ['an unknown log level', { LOG_LEVEL: 'verbose' }, 'LOG_LEVEL: must be debug, info, warn, error or silent'],
    ['a short setup token', { SETUP_TOKEN: 'letmein' }, 'SETUP_TOKEN: must be at least 20 characters'],
  ])('is refused for %s, in one line that names the variable', (_what, env, line) => {
    expect(faults(env)).toEqual([expect.stringContaining(line)])
  })

  test.each<[string, NodeJS.ProcessEnv, string]>([
    ['a proxy that is no address', { TRUST_PROXY: 'abc' }, 'TRUST_PROXY: '],
    ['a proxy range that is none', { TRUST_PROXY: '10.0.0.0/99' }, 'TRUST_PROXY: '],
    ['a database without a host', { MONGODB_URI: 'mongodb://' }, 'MONGODB_URI: '],
    ['a setup token longer than a setup link can carry', { SETUP_TOKEN: 'ab1'.repeat(100) }, 'SETUP_TOKEN: '],
    ['a port of blanks', { PORT: ' ' }, 'PORT: '],
  ])('is refused for %s as well', (_what, env, line) => {
    expect(faults(env)).toEqual([expect.stringContaining(line)])
  })

  test('names every fault at once', () => {
    const lines = faults({ PORT: 'x', SECRETS: 'short', LOG_LEVEL: 'loud', PUBLIC_URL: 'x' })
    expect(lines.map((line) => line.split(':')[0]).sort()).toEqual(['LOG_LEVEL', 'PORT', 'PUBLIC_URL', 'SECRETS'])
  })

  test('never repeats a secret in a fault', () => {
    const lines = faults({ SECRETS: 'hunter2', SETUP_TOKEN: 'hunter3', MONGODB_URI: 'mongo://user:hunter4@host' })
    expect(lines).toHaveLength(3)
    expect(lines.join('\n')).not.toMatch(/hunter/)
  })
})
