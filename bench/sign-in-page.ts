import { spawn } from 'node:child_process'
import autocannon from 'autocannon'
import { answers, origin, startProduct } from './product.ts'
import { compare, type Finding } from './rounds.ts'

const barePort = 3960
const load = { connections: 20, duration: 4 }

/** Sign-in pages per second against a bare Express + EJS page of equal size, each in a process of its own. */
export async function benchSignInPage(rounds: number): Promise<Finding> {
  const product = await startProduct(async () => {})
  const bytes = (await (await fetch(`${origin}/sign-in`)).arrayBuffer()).byteLength
  const bare = spawn('node', ['--import', 'tsx', 'bench/bare-page.ts', String(bytes), String(barePort)], {
    env: { ...process.env, NODE_ENV: 'production' },
  })
  const bareUrl = `http://127.0.0.1:${barePort}/`
  await answers(bareUrl)
  const bench = {
    name: 'Sign-in page',
    unit: 'per second',
    baselineName: 'bare Express + EJS page of equal size',
    rounds,
  }
  const finding = await compare(bench, {
    baseline: () => pagesPerSecond(bareUrl),
    subject: () => pagesPerSecond(`${origin}/sign-in`),
  })
  bare.kill()
  await product.stop()
  return finding
}

async function pagesPerSecond(url: string): Promise<number> {
  const result = await autocannon({ url, ...load })
  if (result.non2xx > 0 || result.errors > 0) throw new Error(`${url} answered with errors`)
  return result.requests.average
}
