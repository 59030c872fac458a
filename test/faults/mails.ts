// A little over 120 lines: one scenario, told top down.

import { setTimeout } from 'node:timers/promises'
import mongoose from 'mongoose'
import { createIndexes } from '../../src/database/indexes.ts'
import type { Deps } from '../../src/deps.ts'
import { enqueue, type QueuedMail } from '../../src/mail/queue.ts'
import { readSettings } from '../../src/organization/settings.ts'
import { sentResetLetter } from '../../src/password-reset/mails.ts'
import { newToken } from '../../src/security/tokens.ts'
import type { DatabaseName, Options } from './options.ts'
import type { Outcome } from './outcome.ts'
import type { Taken } from './relay-log.ts'
import { publicOrigin, type Stage, setStage } from './stage.ts'
import { startWorker, type Worker } from './worker.ts'

const cutShare = 0.05
const lifeMs = 60 * 60_000
const atOnce = 25

/** C07: letters delivered by worker processes (two on MongoDB) to an SMTP server that hangs up at every stage by chance, also after it
 *  took the mail. None is lost; a second copy only where the final reply was cut, with the same Message-ID and link. */
export async function mails(options: Options, database: DatabaseName): Promise<Outcome> {
  const began = performance.now()
  const stage = await setStage(database)
  const workers: Worker[] = []
  try {
    // The protocol server sorts the whole queue at every lease: so few at a time there. The embedded file is the worker's until the end.
    const atMost = stage.mongodb ? 300 : options.mails
    const links = new Map<string, string>()
    const queueUpTo = (count: number) => stage.withDatabase(() => queueLetters(stage, links, count - links.size))
    await queueUpTo(Math.min(atMost, options.mails))
    stage.setMood({ kind: 'chaos', until: Number.MAX_SAFE_INTEGER, share: cutShare })
    for (let number = 1; number <= (stage.mongodb ? 2 : 1); number++)
      workers.push(await startWorker('mails-worker.ts', stage.config, `app-${number}`))
    for (const worker of workers) await worker.ask(settingsFor(stage.relayPort))
    const rows: QueuedMail[] = []
    for (let told = 0; rows.length < options.mails && performance.now() - began < options.minutes * 60_000; ) {
      await setTimeout(1000)
      rows.push(...(await (workers[0] as Worker).ask<QueuedMail[]>('take')))
      const most = Math.min(rows.length + atMost, options.mails)
      if (most - links.size > 0) await queueUpTo(most)
      if (performance.now() - told < 10_000) continue
      told = performance.now()
      process.stdout.write(`${rows.length} of ${options.mails} letters ended\n`)
    }
    for (const worker of workers.splice(0)) await worker.end()
    rows.push(...(await stage.withDatabase(() => mongoose.model('Mail').find().lean<QueuedMail[]>())))
    return {
      ...compare(stage, rows, links),
      ...(await about(stage, options)),
      seconds: (performance.now() - began) / 1000,
    }
  } finally {
    for (const worker of workers) await worker.end()
    await stage.end()
  }
}

/** Puts letters into the queue as the product words them; notes the link of each by its Message-ID. */
async function queueLetters({ config }: Stage, links: Map<string, string>, count: number): Promise<void> {
  await createIndexes()
  const settings = await readSettings()
  const deps = { config, clock: { now: () => new Date() } } as Deps
  const queueOne = async (number: number) => {
    const username = `reader-${number}`
    const user = {
      id: username,
      username,
      email: `${username}@example.test`,
      givenName: '',
      familyName: '',
      language: 'en',
    }
    const token = newToken()
    const now = deps.clock.now()
    const letter = sentResetLetter(deps, {
      id: `letter-${number}`,
      user,
      settings,
      token,
      expiresAt: new Date(now.getTime() + lifeMs),
      request: { askedAt: now, address: '127.0.0.1', userAgent: '' },
    })
    links.set(letter.messageId, `${publicOrigin}/reset-password?token=${token}`)
    await enqueue(letter)
  }
  const first = links.size
  for (let start = 0; start < count; start += atOnce)
    await Promise.all(
      Array.from({ length: Math.min(atOnce, count - start) }, (_, index) => queueOne(first + start + index)),
    )
}

function settingsFor(port: number) {
  const server = { host: '127.0.0.1', port, protection: 'None' }
  return { server, from: { name: 'Example Org', address: 'no-reply@example.test' } }
}

function compare(stage: Stage, rows: QueuedMail[], links: Map<string, string>) {
  stage.relayLog.refresh()
  const copies = new Map<string, Taken[]>()
  for (const mail of stage.relayLog.taken) copies.set(mail.messageId, [...(copies.get(mail.messageId) ?? []), mail])
  const violations: string[] = []
  for (const row of rows) {
    const mails = copies.get(row.messageId) ?? []
    if (mails.length === 0) violations.push(`${row._id} is lost: ${row.state}, ${row.lastReply}`)
    if (row.state !== 'sent') violations.push(`${row._id} ended as ${row.state}`)
    if (mails.some(({ to, link }) => to !== row.to.address || link !== links.get(row.messageId)))
      violations.push(`${row._id} arrived with another link or elsewhere`)
    if (mails.slice(0, -1).some(({ cut }) => !cut))
      violations.push(`${row._id} came again though its final reply was not cut`)
  }
  if (rows.length !== links.size) violations.push(`${links.size} letters were queued, ${rows.length} are there`)
  for (const messageId of copies.keys()) if (!links.has(messageId)) violations.push(`${messageId} is nobody's`)
  const taken = stage.relayLog.taken.length
  const cut = stage.relayLog.taken.filter((mail) => mail.cut).length
  const attempts = rows.reduce((sum, row) => sum + row.attempts, 0)
  const figures = { letters: rows.length, 'final replies cut': cut, 'attempts that failed': attempts }
  return { mails: taken, duplicates: taken - copies.size, violations, figures }
}

async function about(stage: Stage, { seed }: Options) {
  const database = stage.mongodb ? await stage.mongodb.nameAndVersion() : 'embedded'
  return { scenario: 'mails', database, seed, rounds: 1, kills: 0, failPoints: 0, acknowledged: 0, skipped: [] }
}
