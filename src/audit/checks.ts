import { createHmac } from 'node:crypto'
import mongoose from 'mongoose'
import { duplicateFields } from '../database/duplicate.ts'
import { deriveKey } from '../security/keys.ts'
import type { Head } from './head.ts'
import type { Place, Verdict } from './verify.ts'

/** The check of the log that runs or ran last: how far it is, and what it found. Every process may take it a stretch further. */
export interface Check {
  id: string
  startedAt: Date
  startedBy: string
  /** The newest entry when it began, or the one the kept head named where that was higher. */
  upTo: number
  head: Head | 'none' | 'forged'
  place: Place
  finishedAt: Date | null
  verdict: Verdict | null
}

interface Stored {
  _id: string
  /** The check as text under our seal: whoever edits the database shall not be able to write "whole" here. */
  text: string
  seal: string
  revision: number
  leasedUntil: Date
}

const schema = new mongoose.Schema<Stored>(
  { _id: String, text: String, seal: String, revision: Number, leasedUntil: Date },
  { collection: 'auditChecks', versionKey: false, strict: 'throw', strictQuery: 'throw' },
)
const Checks = mongoose.model<Stored>('AuditCheck', schema)
const _id = 'latest'

/** A check and the revision whoever writes it next must name. */
export interface Held {
  check: Check
  revision: number
}

/** The latest check; undefined where none was ever begun, or its record is not ours. */
export async function latestCheck(secrets: readonly string[]): Promise<(Held & { leasedUntil: Date }) | undefined> {
  const stored = await Checks.findById(_id).lean()
  if (!stored || !secrets.some((secret) => sealOf(secret, stored.text) === stored.seal)) return undefined
  const { revision, leasedUntil } = stored
  return { check: read(stored.text), revision, leasedUntil }
}

/** Puts a new check in the place of the latest one. */
export async function beginCheck(secrets: readonly string[], check: Check): Promise<void> {
  const fields = { ...sealed(secrets, check), leasedUntil: new Date(0) }
  await Checks.updateOne({ _id }, { $set: fields, $inc: { revision: 1 } }, { upsert: true }).catch((error) => {
    // Two pressed the button at once: one check is enough.
    if (!duplicateFields(error)) throw error
  })
}

/** Takes the check for this process until then; undefined when another one has it. */
export async function leaseCheck({ check, revision }: Held, until: Date): Promise<Held | undefined> {
  const done = await Checks.updateOne({ _id, revision }, { $set: { leasedUntil: until }, $inc: { revision: 1 } })
  return done.modifiedCount === 1 ? { check, revision: revision + 1 } : undefined
}

/** Writes how far a leased check has come and gives it back; false when it is another's, or another check, by now. */
export async function noteCheck(secrets: readonly string[], { check, revision }: Held): Promise<boolean> {
  const fields = { ...sealed(secrets, check), leasedUntil: new Date(0) }
  const done = await Checks.updateOne({ _id, revision }, { $set: fields, $inc: { revision: 1 } })
  return done.modifiedCount === 1
}

function sealed(secrets: readonly string[], check: Check): Pick<Stored, 'text' | 'seal'> {
  const text = JSON.stringify(check)
  return { text, seal: sealOf(secrets[0] ?? '', text) }
}

function sealOf(secret: string, text: string): string {
  return createHmac('sha256', deriveKey(secret, 'audit')).update(`check ${text}`).digest('hex')
}

function read(text: string): Check {
  const { startedAt, finishedAt, ...rest } = JSON.parse(text)
  return { ...rest, startedAt: new Date(startedAt), finishedAt: finishedAt && new Date(finishedAt) }
}
