import { join, resolve } from 'node:path'
import { openChromium } from './chromium.ts'
import { openMailbox } from './mailbox.ts'
import { startProduct } from './product.ts'
import type { Scene } from './scene.ts'
import { countSteps } from './steps.ts'

const root = join(import.meta.dirname, '../..')

/** How a play is staged: which checkout, whether it is built already, where pictures go. */
export interface Staging {
  directory?: string | undefined
  isBuilt?: boolean
  pictures?: string | undefined
}

/** Plays scenes before a real Chromium, with the product and the relay in processes of their own. Prints each step and, last, the count:
 *  `walk: 40 passed, 0 failed`. The first step that fails ends the play, leaves a picture of every open page in `.test-results/` and
 *  makes this process end with 1. */
export async function play(name: string, staging: Staging, scenes: (scene: Scene) => Promise<void>): Promise<void> {
  const { directory, isBuilt = false, pictures } = staging
  const closing: (() => Promise<void>)[] = []
  const chromium = await openChromium(pictures && resolve(pictures))
  closing.unshift(chromium.close)
  const { step, passed } = countSteps(() => {
    if (chromium.faults.length > 0) throw new Error(chromium.faults.join('\n'))
  })
  let failed = 0
  try {
    const mailbox = await openMailbox()
    closing.push(mailbox.stop)
    const product = await startProduct(resolve(directory ?? root), isBuilt)
    closing.push(product.stop)
    await step(`npm start: both doors answer, ${product.startMs} ms after the build`, async () => {})
    await scenes({ product, chromium, mailbox, console: await chromium.person(), step })
  } catch (error) {
    failed = 1
    await chromium.pictureAll(join(root, '.test-results'), name)
    process.stdout.write(`${explain(error)}\n`)
  } finally {
    for (const close of closing) await close()
  }
  process.stdout.write(`${name}: ${passed()} passed, ${failed} failed\n`)
  process.exitCode = failed
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, ...(error.cause ? [explain(error.cause)] : [])].join('\n')
}
