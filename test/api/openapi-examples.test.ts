import { afterAll, beforeAll, expect, test } from 'vitest'
import { contents } from '../../src/api/contents.ts'
import { fullPath } from '../../src/api/openapi.ts'
import { codeIn } from '../password-reset/letters.ts'
import { call, tokenIn, v2, v09 } from '../recovery-api/program.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { lastMailTo, linkIn, moveIn } from '../support/people.ts'
import type { RawAnswer } from '../support/raw-request.ts'
import { startSmtpServer, type TestSmtpServer } from '../support/smtp-server.ts'

/** The person the examples speak of. */
const kim = { username: 'kim', email: 'kim@example.com', password: 'plum jam on a wet tuesday' }
const latchkey = useLatchkey()
let smtp: TestSmtpServer

beforeAll(async () => {
  smtp = await startSmtpServer()
  await moveIn(latchkey, smtp, [kim])
}, 60_000)

afterAll(() => smtp.close())

const idle = () => latchkey.deps.background.idle()

async function key(): Promise<string> {
  await call(latchkey, `${v09}/recover-password`, { user: { username: 'kim' } })
  await idle()
  return tokenIn(linkIn(lastMailTo(smtp, kim.email)))
}

async function flow(channelId?: '1' | '2') {
  const begun = await call(latchkey, `${v2}/init`, {
    claims: [{ uri: 'http://wso2.org/claims/username', value: 'kim' }],
  })
  const [{ flowConfirmationCode, channelInfo }] = JSON.parse(begun.body)
  const { recoveryCode } = channelInfo
  if (!channelId) return { flowConfirmationCode, recoveryCode }
  const told = JSON.parse((await call(latchkey, `${v2}/recover`, { recoveryCode, channelId })).body)
  await idle()
  return { flowConfirmationCode, ...told }
}

/** What has to be real in an example of the recovery API before it can succeed: the codes in it. */
const made: Record<string, (example: Record<string, unknown>) => Promise<object>> = {
  [`${v09}/validate-code`]: async () => ({ code: await key() }),
  [`${v09}/set-password`]: async () => ({ key: await key() }),
  [`${v2}/recover`]: async () => ({ recoveryCode: (await flow()).recoveryCode }),
  [`${v2}/resend`]: async () => ({ resendCode: (await flow('1')).resendCode }),
  [`${v2}/confirm`]: async ({ otp }) => {
    const { flowConfirmationCode, confirmationCode } = await flow(otp ? '1' : '2')
    return otp
      ? { confirmationCode: flowConfirmationCode, otp: codeIn(lastMailTo(smtp, kim.email)) }
      : { confirmationCode }
  },
  [`${v2}/reset`]: async () => {
    const { flowConfirmationCode, confirmationCode } = await flow('2')
    return { flowConfirmationCode, resetCode: confirmationCode }
  },
}
/** What is refused however it is asked for: there is no captcha, and nobody's username is mailed by default. */
const refusedHere = [`${v09}/captcha`, `${v09}/recover-username`]

test('every documented example of the recovery API does what the document says first', async () => {
  for (const { path, example, answers } of examples().filter(({ path }) => !path.startsWith('/api/v1'))) {
    latchkey.clock.advanceMinutes(16)
    const body = Array.isArray(example) ? example : { ...example, ...(await made[path]?.(example)) }
    const { status, body: told } = await call(latchkey, path, body)
    await idle()
    const expected = Object.keys(answers)
      .map(Number)
      .filter((one) => (refusedHere.includes(path) ? one === 400 : one < 300))
    expect(expected, `${path} ${JSON.stringify(example)}: ${told}`).toContain(status)
  }
})

test('every documented example is understood: none is refused for its form, and no server fails over it', async () => {
  const failed: string[] = []
  for (const { method, path, example } of examples().filter(({ path }) => path.startsWith('/api/v1'))) {
    latchkey.clock.advanceMinutes(16)
    const answer = await call(latchkey, path.replaceAll(/\{\w+\}/g, 'unknown'), example, { method })
    await idle()
    if (isRefusedForItsForm(answer)) failed.push(`${method} ${path} ${JSON.stringify(example)}: ${answer.body}`)
  }
  expect(failed).toEqual([])
})

function isRefusedForItsForm({ status, body }: RawAnswer): boolean {
  return status >= 500 || status === 415 || (status === 400 && JSON.parse(body).code === 'bad-request')
}

function examples() {
  return contents(latchkey.deps).flatMap((section) =>
    section.operations.flatMap((operation) =>
      (operation.bodyExamples ?? []).map((example) => ({
        method: operation.method.toUpperCase(),
        path: `/api${fullPath(section, operation)}`,
        example: example as Record<string, unknown>,
        answers: operation.answers,
      })),
    ),
  )
}
