import mongoose from 'mongoose'
import { Background } from '../../src/background.ts'
import type { Config } from '../../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../../src/database/connect.ts'
import type { Deps } from '../../src/deps.ts'
import { createLog } from '../../src/log.ts'
import { deliverNext, type MailSettings } from '../../src/mail/deliver.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'

/** A process that delivers mail with the product's own worker and transport, until it is told to stop. Asked to `take`, it
 *  takes the letters that ended out of the queue and gives them. */
const lanes = 4

mongoose.set({ autoIndex: false, autoCreate: false })
const config = JSON.parse(process.argv[2] ?? '{}') as Config
const log = createLog(
  'error',
  (line) => process.stderr.write(line),
  () => new Date(),
)
const background = new Background(log)
const deps: Deps = { config, log, background, clock: { now: () => new Date() }, transport: createSmtpTransport() }
await connectDatabase(config)
process.on('message', async (settings: MailSettings | 'take') => {
  if (settings === 'take') return process.send?.(await takeEnded())
  const step = () => deliverNext(deps, { settings: async () => settings })
  background.add({ name: 'deliver-mail', lanes, step })
  background.start()
  process.send?.('started')
})
process.on('SIGTERM', async () => {
  await background.stop()
  await disconnectDatabase()
  process.exit(0)
})
process.send?.('connected')

async function takeEnded() {
  const ended = await mongoose
    .model('Mail')
    .find({ state: { $ne: 'queued' } })
    .lean<{ _id: string }[]>()
  await mongoose.model('Mail').deleteMany({ _id: { $in: ended.map(({ _id }) => _id) } })
  return ended
}
