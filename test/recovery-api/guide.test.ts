import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { alice, lastMailTo, linkIn, signIn } from '../support/people.ts'
import { type RawAnswer, sendRaw } from '../support/raw-request.ts'
import { basic, expectFault, tokenIn } from './program.ts'
import { good, useRecovery } from './town.ts'

interface Command {
  method: string
  url: URL
  headers: Record<string, string>
  body: string
}

const guide = readFileSync(join(import.meta.dirname, 'wso2-guide.md'), 'utf8')
/** The guide's commands that a reader can type as they stand: under "Sample", with the answer under "Response". */
const [recover, setPassword, resend] = [...guide.matchAll(/\*\*Sample(?: Request)?\*\*\s*```curl\s*(curl .*)/g)].map(
  ([, line = '']) => read(line),
)
const promised = [...guide.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))

/** A curl command, as a shell and curl would understand it. */
function read(line: string): Command {
  const words = [...line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '')
  const after = (option: string) => words.flatMap((word, at) => (word === option ? [words[at + 1] ?? ''] : []))
  const url = words.find((word) => word.startsWith('https://')) ?? ''
  const headers = Object.fromEntries(after('-H').map((header) => header.split(/: (.*)/, 2)))
  return { method: after('-X')[0] ?? '', url: new URL(url), headers, body: after('-d')[0] ?? '' }
}

const town = useRecovery()

/** Sends what curl would send, to this host and as its administrator, with these texts of the sample replaced by what is there. */
function run(command: Command | undefined, changed: Record<string, string>): Promise<RawAnswer> {
  if (!command) throw new Error('The guide has fewer commands')
  const { adminUrl } = town.latchkey
  const { method, url, headers } = command
  expect(headers.Authorization).toBe(basic('admin', 'admin'))
  const body = Object.entries(changed).reduce((text, [from, to]) => {
    expect(text).toContain(from)
    return text.replace(from, to)
  }, command.body)
  const sent = {
    ...headers,
    Host: new URL(adminUrl).host,
    'User-Agent': 'curl/8.5.0',
    Accept: '*/*',
    Authorization: basic(),
  }
  return sendRaw(adminUrl, { method, path: `${url.pathname}${url.search}`, headers: sent, body })
}

const mailed = () => tokenIn(linkIn(lastMailTo(town.smtp, alice.email)))

test("the three curl commands of WSO2's guide get the answers that stand there, with host, user and key changed", async () => {
  expect(promised).toEqual([202, 200, 201])
  const asked = await run(recover, { kim: 'alice' })
  expect([asked.status, asked.body]).toEqual([202, ''])
  await town.idle()
  const first = mailed()
  const again = await run(resend, { '"admin"': '"alice"' })
  expect([again.status, again.body]).toEqual([201, ''])
  await town.idle()
  const key = mailed()
  expect(key).not.toBe(first)
  const sample = { '5c765a47-6764-4048-b5cf-55864cb654c0': key }
  expectFault(await run(setPassword, sample), 400, '20035')
  const done = await run(setPassword, { ...sample, 'Password1!': good })
  expect(done.status).toBe(200)
  expect(JSON.parse(done.body)).toMatchObject({ username: 'alice', realm: 'PRIMARY', 'tenant-domain': 'carbon.super' })
  await town.idle()
  expect((await signIn(town.latchkey, { username: 'alice', password: good })).path).toBe('/my-account')
  expect(lastMailTo(town.smtp, alice.email).parsed.subject).toMatch(/password/i)
})

test('the commands as they stand, with an administrator who is not there, are refused', async () => {
  const headers = { ...recover?.headers, Host: new URL(town.latchkey.adminUrl).host }
  const path = `${recover?.url.pathname}${recover?.url.search}`
  const answer = await sendRaw(town.latchkey.adminUrl, { method: 'POST', path, headers, body: recover?.body ?? '' })
  expectFault(answer, 401, '401')
})
