import { Agent, request } from 'node:http'
import { hash, verify } from 'argon2'
import { addCrowd, password } from './crowd.ts'
import { origin, startProduct } from './product.ts'
import { compare, type Finding, perSecond } from './rounds.ts'

const crowd = 2000
const load = { seconds: 6, lanes: 8 }
const agent = new Agent({ keepAlive: true, maxSockets: load.lanes })

/** Sign-ins per second over HTTP against bare argon2 verification at equal cost and concurrency. */
export async function benchSignIns(rounds: number): Promise<Finding> {
  const product = await startProduct(() => addCrowd(0, crowd))
  const form = await readForm()
  const bareHash = await hash(password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 })
  const bench = { name: 'Sign-ins', unit: 'per second', baselineName: 'bare argon2id verification, same cost', rounds }
  const finding = await compare(bench, {
    baseline: () => perSecond(load, async () => void (await verify(bareHash, password))),
    subject: () => perSecond(load, (number) => signIn(form, `user-${number % crowd}`)),
  })
  agent.destroy()
  await product.stop()
  return finding
}

interface SignInForm {
  cookie: string
  token: string
}

async function readForm(): Promise<SignInForm> {
  const page = await fetch(`${origin}/sign-in`)
  const cookie = page.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
  return { cookie, token: /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '' }
}

function signIn({ cookie, token }: SignInForm, identifier: string): Promise<void> {
  const body = new URLSearchParams({ _csrf: token, identifier, password }).toString()
  const headers = {
    cookie,
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': Buffer.byteLength(body),
  }
  return new Promise((resolve, reject) => {
    const post = request(`${origin}/sign-in`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 303 ? resolve() : reject(new Error(`Sign-in answered ${answer.statusCode}`)),
      )
    })
    post.on('error', reject)
    post.end(body)
  })
}
