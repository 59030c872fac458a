import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { openChromium } from './chromium.ts'
import { walkGluu } from './gluu.ts'
import { openMailbox } from './mailbox.ts'
import { lookElsewhere } from './other-screens.ts'
import { startProduct } from './product.ts'
import { countSteps } from './steps.ts'
import { walkWso2 } from './wso2.ts'

const { values } = parseArgs({ options: { directory: { type: 'string' }, screenshots: { type: 'string' } } })
const root = join(import.meta.dirname, '../..')

try {
  await walk()
} catch (error) {
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
}

/** Walks both guides against `npm start`, in a real browser, with a relay that is a process of its own. */
async function walk(): Promise<void> {
  const closing: (() => Promise<void>)[] = []
  const chromium = await openChromium(values.screenshots && resolve(values.screenshots))
  closing.unshift(chromium.close)
  const { step, passed } = countSteps(() => {
    if (chromium.faults.length > 0) throw new Error(chromium.faults.join('\n'))
  })
  const console = await chromium.person()
  try {
    const mailbox = await openMailbox()
    closing.push(mailbox.stop)
    const product = await startProduct(resolve(values.directory ?? root))
    closing.push(product.stop)
    await step(`npm start: both doors answer, ${product.startMs} ms after the build`, async () => {})
    const scene = { product, chromium, mailbox, console, step }
    await walkGluu(scene)
    await walkWso2(scene)
    await lookElsewhere(scene)
  } catch (error) {
    await chromium.pictureAll(join(root, '.test-results'))
    throw error
  } finally {
    for (const close of closing) await close()
  }
  process.stdout.write(`walk: ${passed()} steps passed\n`)
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return [error.message, ...(error.cause ? [explain(error.cause)] : [])].join('\n')
}
