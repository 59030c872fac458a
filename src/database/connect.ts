import { resolve } from 'node:path'
import mongoose from 'mongoose'
import type { Config } from '../config.ts'
import { answerWithin } from './deadline.ts'
import { timeDatabase } from './wait.ts'

const answerMs = 4500
const pingMs = 2000

// A request that finds no database says so at once instead of waiting for one.
mongoose.set('bufferCommands', false)
const mongodb = (mongoose as unknown as { driver: { get(): unknown } }).driver.get()
timeDatabase()

/** Connects every model to MongoDB where `MONGODB_URI` is set, else to the embedded file in the data directory. Throws where the
 *  database does not answer, or one clear sentence where the file is in use. Writes count when a majority has them on disk;
 *  reads come from the primary; no step of the conversation waits longer than 4.5 s. Source: OWASP ASVS 13.1.3. */
export async function connectDatabase(config: Config): Promise<void> {
  if (config.mongodbUri === undefined) {
    const { openEmbedded } = await import('./embedded/open.ts')
    return openEmbedded(mongoose, resolve(config.dataDir, 'latchkey.db'))
  }
  // A process that had an embedded file open goes back to the driver it began with.
  mongoose.setDriver(mongodb)
  await mongoose.connect(config.mongodbUri, {
    autoIndex: false,
    autoCreate: false,
    serverSelectionTimeoutMS: answerMs,
    connectTimeoutMS: answerMs,
    socketTimeoutMS: answerMs,
    waitQueueTimeoutMS: answerMs,
    heartbeatFrequencyMS: 2000,
    readPreference: 'primary',
    w: 'majority',
    journal: true,
    ignoreUndefined: true,
  })
}

/** Closes the connection; everything acknowledged is on disk already. */
export function disconnectDatabase(): Promise<void> {
  return mongoose.disconnect()
}

/** Whether the database answers now, asked anew; at most two seconds. */
export async function isDatabaseReady(): Promise<boolean> {
  const { db } = mongoose.connection
  if (mongoose.connection.readyState !== 1 || !db) return false
  return answerWithin(pingMs, db.command({ ping: 1 })).then(
    () => true,
    () => false,
  )
}
