import { DatabaseSilent } from './deadline.ts'

const awayNames =
  /^Mongo(ose)?(Network|NetworkTimeout|ServerSelection|OperationTimeout|NotConnected|TopologyClosed|ServerClosed|PoolCleared|PoolClosed|WaitQueueTimeout|WriteConcern)Error$/
/** Not primary, stepping down, shutting down, interrupted by either, no room on the disk. Source: MongoDB's server selection specification. */
const awayCodes = new Set([91, 189, 10_107, 11_600, 11_602, 13_435, 13_436, 14_031])

/** Whether an error means that the database cannot serve now and the same request may succeed later: away, between two primaries,
 *  or without room on its disk. What the request wrote may or may not have happened. */
export function isDatabaseAway(error: unknown): boolean {
  if (error instanceof DatabaseSilent) return true
  if (!(error instanceof Error)) return false
  const { name, message, code } = error as Error & { code?: unknown }
  if (awayNames.test(name) || (typeof code === 'number' && awayCodes.has(code))) return true
  if (typeof code === 'string' && /^(EPIPE|ECONNRESET|ECONNREFUSED|ETIMEDOUT)$/.test(code)) return true
  if (typeof code === 'string' && /^SQLITE_(FULL|IOERR|BUSY|CANTOPEN|READONLY)/.test(code)) return true
  return name === 'MongooseError' && message.includes('before initial connection')
}
