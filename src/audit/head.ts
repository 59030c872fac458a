import { createHmac, timingSafeEqual } from 'node:crypto'
import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import type { Deps } from '../deps.ts'
import { deriveKey } from '../security/keys.ts'
import { findEntry, newestEntry, type StoredEntry } from './log.ts'

/** The highest entry known, kept outside the log under our own seal, so that a log that lost its end shows. `since` is the
 *  number it was first kept at: what was cut before that moment cannot be known. */
export interface Head {
  number: number
  hash: string
  since: number
  sinceAt: Date
}

type StoredHead = Head & { _id: string; seal: string }

const schema = new mongoose.Schema<StoredHead>(
  { _id: String, number: Number, hash: String, since: Number, sinceAt: Date, seal: String },
  { collection: 'auditHead', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Heads = mongoose.model<StoredHead>('AuditHead', schema)
const _id = 'head'

type Keeper = Pick<Deps, 'clock' | 'log'> & { config: Pick<Deps['config'], 'secrets'> }

/** The kept head: 'none' before the first entry was noted, 'forged' where its seal is not ours (edited, or made with secrets
 *  that `SECRETS` no longer holds). */
export async function readHead(secrets: readonly string[]): Promise<Head | 'none' | 'forged'> {
  const stored = await Heads.findById(_id).lean()
  return stored ? unsealed(secrets, stored) : 'none'
}

/** Moves the kept head to the newest entry; run beside the requests, so it may lag a moment behind, never run ahead. It stays where
 *  it is as a witness where its own entry is gone or another by now. False when there was nothing to move.
 *  Source: OWASP ASVS 16.4.2; RFC 6962 §2 for the idea of a signed head. */
export async function moveHead({ config, clock, log }: Keeper): Promise<boolean> {
  const newest = await newestEntry()
  if (!newest) return false
  const kept = await readHead(config.secrets)
  if (kept === 'forged' || (kept !== 'none' && kept.number >= newest._id)) return false
  if (kept !== 'none' && (await findEntry(kept.number))?.hash !== kept.hash) return false
  const since =
    kept === 'none' ? { since: newest._id, sinceAt: clock.now() } : { since: kept.since, sinceAt: kept.sinceAt }
  const moved = await write({ number: newest._id, hash: newest.hash, ...since }, config.secrets[0] ?? '')
  if (kept === 'none' && moved) log.info('audit-head-first-noted', { number: newest._id })
  return moved
}

/** Puts a head under our own seal in the place of one that is not: an entry that was verified, guarded from now on. False where the
 *  kept head is ours or another by now. */
export async function replaceHead(
  { config, clock }: Keeper,
  { number, hash }: Pick<Head, 'number' | 'hash'>,
): Promise<boolean> {
  const foreign = await Heads.findById(_id).lean()
  if (!foreign || unsealed(config.secrets, foreign) !== 'forged') return false
  const head = { number, hash, since: number, sinceAt: clock.now() }
  const seal = sealOf(config.secrets[0] ?? '', head)
  const done = await Heads.updateOne({ _id, seal: foreign.seal }, { $set: { ...head, seal } })
  return done.matchedCount === 1
}

/** What an administrator writes down elsewhere: number and hash of an entry. */
export function spell({ number, hash }: Pick<Head, 'number' | 'hash'>): string {
  return `${number}:${hash}`
}

/** What `spell` wrote, or undefined when it is something else. */
export function readSpelling(text: string): { number: number; hash: string } | undefined {
  const [, number, hash = ''] = /^\s*(\d{1,15}):([0-9a-f]{64})\s*$/.exec(text) ?? []
  return number === undefined ? undefined : { number: Number(number), hash }
}

/** Whether an entry is the one a head names. */
export function isHeadEntry(entry: StoredEntry | null, head: { hash: string }): boolean {
  return entry?.hash === head.hash
}

async function write(head: Head, secret: string): Promise<boolean> {
  try {
    const seal = sealOf(secret, head)
    const done = await Heads.updateOne(
      { _id, number: { $lt: head.number } },
      { $set: { ...head, seal } },
      { upsert: true },
    )
    return done.matchedCount + done.upsertedCount === 1
  } catch (error) {
    // Another process noted a later one.
    if (!duplicateFields(error)) throw error
    return false
  }
}

function unsealed(secrets: readonly string[], { _id: _, seal, ...head }: StoredHead): Head | 'forged' {
  return secrets.some((secret) => isSame(seal, sealOf(secret, head))) ? head : 'forged'
}

function sealOf(secret: string, { number, hash, since, sinceAt }: Head): string {
  const text = `${number} ${hash} ${since} ${sinceAt.toISOString()}`
  return createHmac('sha256', deriveKey(secret, 'audit')).update(text).digest('hex')
}

function isSame(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
