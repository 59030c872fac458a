import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { OAuthClient, SmtpServer } from '../../src/deps.ts'
import { keepTokens } from '../../src/smtp/oauth.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { type FaultScript, type FaultyServer, startFaultyServer } from '../support/fault-smtp.ts'
import { startTokenServer, type TokenServer } from '../support/token-server.ts'
import { aLetter, aServer } from './letters.ts'

const closing: (() => Promise<unknown>)[] = []
let tokens: TokenServer
const replaced: { from: string; to: string }[] = []

beforeEach(async () => {
  tokens = await startTokenServer()
  closing.push(tokens.close)
  replaced.length = 0
})
afterEach(() => Promise.all(closing.splice(0).map((close) => close())))

const newTransport = () => createSmtpTransport({ keepRefreshToken: async (change) => void replaced.push(change) })

function client(parts: Partial<OAuthClient> = {}): OAuthClient {
  return {
    grant: 'client-credentials',
    tokenEndpoint: tokens.endpoint,
    clientId: 'latchkey',
    clientSecret: 'a client secret',
    refreshToken: undefined,
    scope: 'smtp.send',
    ...parts,
  }
}

function bearerOf(token: string): string {
  return Buffer.from(`user=alice@example.org\x01auth=Bearer ${token}\x01\x01`).toString('base64')
}

/** A relay that takes these access tokens and refuses others the way Google does. */
async function relayFor(...accepted: string[]): Promise<FaultyServer> {
  const lines = () => accepted.map((token) => `AUTH XOAUTH2 ${bearerOf(token)}`)
  const script: FaultScript = {
    capabilities: ['AUTH PLAIN XOAUTH2'],
    answers: {
      AUTH: (line) => (lines().includes(line) ? '235 2.7.0 accepted' : '334 eyJzdGF0dXMiOiI0MDAifQ=='),
      '': '535 5.7.8 token not accepted',
    },
  }
  const server = await startFaultyServer(script)
  closing.push(server.close)
  return server
}

function through(relay: FaultyServer, oauth: OAuthClient): SmtpServer {
  return aServer(relay.port, { userName: 'alice@example.org', oauth, caCertificate: tokens.certificate })
}

const signIns = (relay: FaultyServer) => relay.heard.filter((line) => line.startsWith('AUTH'))

describe('a relay with OAuth2', () => {
  test('is signed in to with a token got by client credentials', async () => {
    const relay = await relayFor('token-1')
    const { stages, failure, transcript } = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(failure).toBeUndefined()
    expect(tokens.asked).toEqual([
      { grant_type: 'client_credentials', client_id: 'latchkey', client_secret: 'a client secret', scope: 'smtp.send' },
    ])
    expect(stages.find(({ name }) => name === 'token')).toMatchObject({
      state: 'passed',
      ms: expect.any(Number),
      detail: 'Access token granted, for 3600 seconds.',
    })
    expect(stages.find(({ name }) => name === 'authentication')?.reply).toBe('235 2.7.0 accepted')
    expect(transcript.join('\n')).toContain('C: AUTH XOAUTH2 ***')
    expect(transcript.join('\n')).not.toMatch(/token-1|a client secret/)
    expect(transcript.join('\n')).not.toContain(bearerOf('token-1'))
  })

  test('is signed in to with a token got by a refresh token', async () => {
    const relay = await relayFor('token-1')
    const oauth = client({ grant: 'refresh-token', refreshToken: 'refresh me' })
    await newTransport().send(through(relay, oauth), aLetter())
    expect(tokens.asked[0]).toMatchObject({ grant_type: 'refresh_token', refresh_token: 'refresh me' })
    expect(signIns(relay)).toEqual([`AUTH XOAUTH2 ${bearerOf('token-1')}`])
  })

  test('gets one token for many mails', async () => {
    const relay = await relayFor('token-1')
    const transport = newTransport()
    await Promise.all([1, 2, 3].map(() => transport.send(through(relay, client()), aLetter())))
    await transport.send(through(relay, client()), aLetter())
    expect(tokens.asked).toHaveLength(1)
  })

  test('that refuses a kept token gets a new one, once, on the same connection', async () => {
    const relay = await relayFor('token-1')
    const transport = newTransport()
    await transport.send(through(relay, client()), aLetter())
    const stricter = await relayFor('token-2')
    await transport.send(through(stricter, client()), aLetter())
    expect(tokens.asked).toHaveLength(2)
    expect(signIns(stricter)).toHaveLength(2)
    const never = await relayFor()
    await expect(transport.send(through(never, client()), aLetter())).rejects.toMatchObject({
      kind: 'authentication',
      code: 535,
      reason: expect.stringContaining('refuses the access token'),
    })
    expect(signIns(never)).toHaveLength(2)
    expect(tokens.asked).toHaveLength(3)
  })

  test('that refuses a new token is not asked twice', async () => {
    const relay = await relayFor()
    const { failure, stages } = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(failure).toMatchObject({ stage: 'authentication', advice: expect.stringContaining('scope') })
    expect(stages.find(({ name }) => name === 'authentication')?.reply).toBe('535 5.7.8 token not accepted')
    expect(signIns(relay)).toHaveLength(1)
  })

  test('that offers no XOAUTH2 is told so, and sees no token', async () => {
    const relay = await startFaultyServer({ capabilities: ['AUTH PLAIN LOGIN'] })
    closing.push(relay.close)
    const { failure } = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(failure).toMatchObject({ stage: 'authentication', reason: expect.stringContaining('PLAIN, LOGIN') })
    await expect(newTransport().send(through(relay, client()), aLetter())).rejects.toMatchObject({
      kind: 'authentication',
      reason: expect.stringContaining('PLAIN, LOGIN'),
    })
    expect(signIns(relay)).toEqual([])
  })

  test('passes a refresh token on that was replaced', async () => {
    const relay = await relayFor('token')
    tokens.answerWith({ body: { access_token: 'token', expires_in: 60, refresh_token: 'the next one' } })
    const oauth = client({ grant: 'refresh-token', refreshToken: 'the first one' })
    const diagnosis = await newTransport().diagnose(through(relay, oauth), aLetter())
    expect(diagnosis.newRefreshToken).toBe('the next one')
    expect(replaced).toEqual([{ from: 'the first one', to: 'the next one' }])
    expect(JSON.stringify({ ...diagnosis, newRefreshToken: undefined })).not.toContain('the next one')
  })
})

describe('a token endpoint', () => {
  test.each([
    ['invalid_client', /does not accept this client/, /client ID and client secret/],
    ['invalid_grant', /not valid any more/, /new refresh token/],
    ['unauthorized_client', /may not get tokens/, /grant/],
    ['invalid_scope', /does not know the scope/, /scope the provider names/],
  ])('that answers %s is told apart', async (error, reason, advice) => {
    const relay = await relayFor()
    tokens.answerWith({ status: 400, body: { error, error_description: 'because of a client secret' } })
    const { failure, stages } = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(failure).toEqual({
      stage: 'token',
      reason: expect.stringMatching(reason),
      advice: expect.stringMatching(advice),
    })
    expect(stages.find(({ name }) => name === 'token')?.reply).toBe(`${error}: because of ***`)
    await expect(newTransport().send(through(relay, client()), aLetter())).rejects.toMatchObject({
      kind: 'authentication',
    })
    expect(signIns(relay)).toEqual([])
  })

  test('that is something else is not quoted', async () => {
    const relay = await relayFor()
    tokens.answerWith({ status: 200, body: '<html>inner page</html>' })
    const diagnosis = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(diagnosis.failure?.reason).toBe('The token endpoint answered 200 and gave no token.')
    expect(JSON.stringify(diagnosis)).not.toContain('inner page')
  })

  test('whose token would end a line is refused', async () => {
    const relay = await relayFor()
    tokens.answerWith({ body: { access_token: 'x\r\nMAIL FROM:<eve@example.net>' } })
    const { failure } = await newTransport().diagnose(through(relay, client()), aLetter())
    expect(failure?.stage).toBe('token')
    expect(relay.heard.join()).not.toContain('eve@')
  })

  test.each<[string, () => Partial<SmtpServer>, RegExp]>([
    ['an unknown CA', () => ({ caCertificate: undefined }), /certificate of the token endpoint/],
    ['no listener', () => ({ oauth: client({ tokenEndpoint: 'https://localhost:1/token' }) }), /cannot be reached/],
    ['a metadata address', () => ({ oauth: client({ tokenEndpoint: 'https://169.254.169.254/' }) }), /never sent to/],
  ])('with %s says so', async (_what, parts, reason) => {
    const relay = await relayFor()
    const server = { ...through(relay, client()), ...parts() }
    const { failure } = await newTransport().diagnose(server, aLetter())
    expect(failure).toMatchObject({ stage: 'token', reason: expect.stringMatching(reason) })
    expect(tokens.asked).toEqual([])
  })
})

test('tokens are kept until a minute before they expire, each for its own client', async () => {
  let now = 0
  let asked = 0
  const kept = keepTokens(() => now)
  const ask = async () => ({ accessToken: `token-${++asked}`, expiresInSeconds: 600 })
  const tokenOf = async (parts: Partial<OAuthClient> = {}) => (await kept.sourceFor(client(parts), ask).token()).value
  expect([await tokenOf(), await tokenOf()]).toEqual(['token-1', 'token-1'])
  now = 539_000
  expect(await tokenOf()).toBe('token-1')
  now = 541_000
  expect(await tokenOf()).toBe('token-2')
  expect(await tokenOf({ clientSecret: 'another' })).toBe('token-3')
  expect(await tokenOf()).toBe('token-2')
})
