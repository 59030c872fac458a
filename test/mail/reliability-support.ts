import mongoose from 'mongoose'
import { beforeEach } from 'vitest'
import type { MailTransport } from '../../src/deps.ts'
import { sealedPlace, secretPart } from '../../src/letters/post.ts'
import { createLog } from '../../src/log.ts'
import { deliverNext, type MailSettings } from '../../src/mail/deliver.ts'
import * as queue from '../../src/mail/queue.ts'
import { seal } from '../../src/security/secret-box.ts'
import { createSmtpTransport } from '../../src/smtp/transport.ts'
import { aServer } from '../smtp/letters.ts'
import { TestClock } from '../support/test-clock.ts'
import { aRow, seconds } from './rows.ts'

const secrets = ['0123456789abcdef0123456789abcdef']
const lanes = 4

/** A queue, workers with a real SMTP client, and a clock that stands still. `settings` says where the relay is; `random` is the
 *  jitter. */
export interface PostOffice {
  clock: TestClock
  settings: MailSettings | undefined
  random: number
  logLines: string[]
  /** Sets everything to go to a relay on this machine. */
  useRelay(port: number, parts?: Parameters<typeof aServer>[1]): void
  /** Queues a reset letter with a link of its own. */
  ask(id: string, parts?: Parameters<typeof aRow>[0]): Promise<void>
  /** One unit of work of one worker, by another transport where given. */
  deliverOne(transport?: Pick<MailTransport, 'send'>): Promise<boolean>
  /** What is due now, by so many workers of four lanes each. */
  deliverDue(workers?: number): Promise<void>
  /** Delivers until then, moving the clock from one due letter to the next. */
  letTimePass(ms: number): Promise<void>
  row(id: string): Promise<queue.QueuedMail>
  rows(): Promise<queue.QueuedMail[]>
}

/** The link of a letter queued by `ask`. */
export function linkOf(id: string): string {
  return `https://id.example.org/reset-password?token=${id.padEnd(43, 'x')}`
}

/** A post office whose queue is empty before each test; the file has to use a database. */
export function usePostOffice(): PostOffice {
  const transport = createSmtpTransport()
  const mails = () => mongoose.connection.collection<queue.QueuedMail>('mails')
  const office = {
    random: 0.5,
    useRelay(port, parts) {
      const from = { name: 'Example', address: 'noreply@example.org' }
      office.settings = { server: aServer(port, parts), from, replyTo: undefined }
    },
    async ask(id, parts) {
      const sealed = seal(secrets, sealedPlace(id), secretPart({ link: linkOf(id) }))
      await queue.enqueue(aRow({ _id: id, sealed, createdAt: office.clock.now(), ...parts }))
    },
    deliverOne: (other = transport) => {
      const { clock, random } = office
      const log = createLog('info', (line) => office.logLines.push(line), clock.now.bind(clock))
      const deps = { clock, log, config: { secrets }, transport: other }
      return deliverNext(deps, { settings: async () => office.settings, random: () => random })
    },
    async deliverDue(workers = 1) {
      const lane = async () => {
        while (await office.deliverOne());
      }
      await Promise.all(Array.from({ length: workers * lanes }, lane))
    },
    async letTimePass(ms) {
      const end = office.clock.now().getTime() + ms
      for (;;) {
        await office.deliverDue()
        const now = office.clock.now()
        if (now.getTime() >= end) return
        const next = await mails().findOne({ state: 'queued', notBefore: { $gt: now } }, { sort: { notBefore: 1 } })
        const then = Math.min(Math.max(next?.notBefore.getTime() ?? end, now.getTime() + seconds), end)
        office.clock.advanceSeconds((then - now.getTime()) / seconds)
      }
    },
    async row(id) {
      const row = await mails().findOne({ _id: id })
      if (!row) throw new Error(`No row ${id}`)
      return row
    },
    rows: () => mails().find().toArray(),
  } as PostOffice

  beforeEach(async () => {
    await mails().deleteMany({})
    await mongoose.connection.collection('mail_state').deleteMany({})
    Object.assign(office, { clock: new TestClock(), logLines: [], random: 0.5, settings: undefined })
  })
  return office
}
