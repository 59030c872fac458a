// Over 120 lines because every variable, its rule and its fault stand in this one place.
import { isIP } from 'node:net'
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import type { LogLevel } from './log.ts'

/** What the deployment decided, frozen at start. Everything an administrator may change at run time is data in the database. */
export interface Config {
  production: boolean
  publicDoor: Door
  adminDoor: Door
  mongodbUri: string | undefined
  dataDir: string
  /** Empty where the secrets are to be made and kept in the data directory. The first seals and signs, all open and verify. */
  secrets: readonly string[]
  trustProxy: number | string[]
  logLevel: LogLevel
  /** Where a relay may be; empty where the deployment did not say. Link-local and metadata addresses are never reached. */
  smtpEgress: readonly EgressRule[]
  setupToken: string | undefined
  passwords: Hashing
}

/** How passwords are hashed here. Of `peppers` the first is current, all verify; empty where none are used. */
export interface Hashing {
  cost: HashCost
  peppers: readonly string[]
  /** How many are hashed at the same moment. */
  atOnce: number
  /** How many may wait for that; undefined for as many as can be served within about a second. */
  waiting?: number | undefined
}

/** What one hash by argon2id costs: KiB of memory, passes over it, lanes. */
export interface HashCost {
  memoryKib: number
  passes: number
  lanes: number
}

/** The least that a hash may cost, any one of these; the first is what is used where nothing else is set.
 *  Source: OWASP Password Storage Cheat Sheet, "Argon2id". */
export const leastCosts: readonly [HashCost, ...HashCost[]] = [
  { memoryKib: 19_456, passes: 2, lanes: 1 },
  { memoryKib: 47_104, passes: 1, lanes: 1 },
  { memoryKib: 12_288, passes: 3, lanes: 1 },
  { memoryKib: 9216, passes: 4, lanes: 1 },
  { memoryKib: 7168, passes: 5, lanes: 1 },
]

/** A listener: where it binds, and the origin (scheme, host, port) people reach it at. */
export interface Door {
  host: string
  port: number
  origin: string
}

/** One entry of SMTP_EGRESS: a network, a host name, `public`, `private`, `loopback` or `*`, and the ports it speaks of. */
export interface EgressRule {
  denies: boolean
  place: string
  ports: { first: number; last: number }
}

/** The environment cannot be used; one line per fault, each naming its variable. */
export class ConfigFault extends Error {
  readonly lines: string[]

  constructor(lines: string[]) {
    super(lines.join('\n'))
    this.name = 'ConfigFault'
    this.lines = lines
  }
}

const secretBytes = 32

const portRule = 'must be a port number, a whole number from 1 to 65535'

const port = (fallback: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, portRule)
    .transform(Number)
    .refine((number) => number >= 1 && number <= 65_535, portRule)
    .default(fallback)

const proxies = z
  .string()
  .transform((text) => (/^\d{1,2}$/.test(text) ? Number(text) : text.split(/[\s,]+/).filter(Boolean)))
  .refine(
    (value) => typeof value === 'number' || value.every(isNetwork),
    'must be a number of proxies or their addresses',
  )

const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://id.example.org: http or https, a host, no path')
  .transform((text) => new URL(text).origin)
  .optional()

const egressEntry = /^(!?)(?:\[([^[\]]+)\]|([^[\]:]+))(?::(\d{1,5})(?:-(\d{1,5}))?)?$/

const egress = z.string().transform((text, check) => {
  const entries = text.split(/[\s,]+/).filter(Boolean)
  return entries.flatMap((entry) => {
    const rule = toEgressRule(entry)
    if (!rule) check.addIssue(`"${entry}" is no place to send mail to; write for example 10.0.0.0/8:25 or public:465`)
    return rule ?? []
  })
})

const secretList = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter(Boolean))
  .refine((list) => list.length > 0, 'must hold at least one secret')
  .refine(
    (list) => list.every((secret) => Buffer.byteLength(secret) >= secretBytes && new Set(secret).size >= 8),
    `each secret must be at least ${secretBytes} bytes of random text, separated by commas`,
  )
  .optional()

const hashCost = z
  .string()
  .regex(/^m=\d{1,7},t=\d{1,3},p=\d{1,2}$/, 'must be written like m=19456,t=2,p=1: KiB of memory, passes, lanes')
  .transform((text) => {
    const [memoryKib = 0, passes = 0, lanes = 0] = (text.match(/\d+/g) ?? []).map(Number)
    return { memoryKib, passes, lanes }
  })
  .refine(isCostly, `must cost at least as much as one of ${leastCosts.map(inShort).join(' or ')}`)
  .refine(({ memoryKib, lanes }) => memoryKib <= 4 * 1024 * 1024 && lanes <= 16, 'must be at most 4 GiB and 16 lanes')
  .default(leastCosts[0])

const count = (most: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, `must be a whole number from 1 to ${most}`)
    .transform(Number)
    .refine((number) => number >= 1 && number <= most, `must be a whole number from 1 to ${most}`)
    .optional()

const environment = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default('0.0.0.0'),
  PORT: port(3000),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: port(3001),
  PUBLIC_URL: origin,
  ADMIN_URL: origin,
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\/[^/]/, 'must begin with mongodb:// or mongodb+srv:// and name a host')
    .optional(),
  DATA_DIR: z.string().default('./data'),
  SECRETS: secretList,
  TRUST_PROXY: proxies.default(0),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], { error: 'must be debug, info, warn, error or silent' })
    .default('info'),
  SMTP_EGRESS: egress.default([]),
  SETUP_TOKEN: z
    .string()
    .min(20, 'must be at least 20 characters')
    .max(200, 'must be at most 200 characters')
    .optional(),
  PASSWORD_HASH_COST: hashCost,
  PASSWORD_PEPPERS: secretList,
  PASSWORD_HASHES_AT_ONCE: count(256),
  PASSWORD_HASHES_WAITING: count(10_000),
  UV_THREADPOOL_SIZE: z.string().optional(),
})

/** Reads the environment into a frozen `Config`; throws `ConfigFault` naming every fault at once. Empty counts as not set. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const filled = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(filled)
  if (!parsed.success)
    throw new ConfigFault(parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`))
  const read = parsed.data
  const production = read.NODE_ENV === 'production'
  const publicOrigin = read.PUBLIC_URL ?? `http://localhost:${read.PORT}`
  const adminOrigin = read.ADMIN_URL ?? `http://localhost:${read.ADMIN_PORT}`
  const readable = { PUBLIC_URL: publicOrigin, ADMIN_URL: adminOrigin }
  const faults = Object.entries(readable).filter(([, text]) => production && !isPrivateEnough(text))
  if (faults.length > 0)
    throw new ConfigFault(faults.map(([name]) => `${name}: must begin with https:// in production`))
  return Object.freeze({
    production,
    publicDoor: { host: read.HOST, port: read.PORT, origin: publicOrigin },
    adminDoor: {
      host: read.ADMIN_HOST,
      port: read.ADMIN_PORT,
      origin: adminOrigin,
    },
    mongodbUri: read.MONGODB_URI,
    dataDir: read.DATA_DIR,
    secrets: read.SECRETS ?? [],
    trustProxy: read.TRUST_PROXY,
    logLevel: read.LOG_LEVEL,
    smtpEgress: read.SMTP_EGRESS,
    setupToken: read.SETUP_TOKEN,
    passwords: Object.freeze({
      cost: read.PASSWORD_HASH_COST,
      peppers: read.PASSWORD_PEPPERS ?? [],
      atOnce: read.PASSWORD_HASHES_AT_ONCE ?? hashesAtOnce(read.UV_THREADPOOL_SIZE),
      waiting: read.PASSWORD_HASHES_WAITING,
    }),
  })
}

/** The value of a variable that a settings file names in the place of a secret; undefined where it is not set. */
export function readVariable(name: string): string | undefined {
  return process.env[name]
}

/** A cost as it is written in the environment, and in every hash. */
export function inShort({ memoryKib, passes, lanes }: HashCost): string {
  return `m=${memoryKib},t=${passes},p=${lanes}`
}

function isCostly({ memoryKib, passes, lanes }: HashCost): boolean {
  return lanes >= 1 && leastCosts.some((least) => memoryKib >= least.memoryKib && passes >= least.passes)
}

/** One for each core; one of libuv's threads stays free for files and names, which would otherwise wait behind passwords. */
function hashesAtOnce(threads = '4'): number {
  return Math.max(1, Math.min(availableParallelism(), Number(threads) - 1 || 1))
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false
  const url = new URL(text)
  return /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && url.username === ''
}

function isPrivateEnough(text: string): boolean {
  const url = new URL(text)
  return url.protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}

function toEgressRule(entry: string): EgressRule | undefined {
  const [, not, bracketed, bare = '', from, to = from] = egressEntry.exec(entry) ?? []
  const place = (bracketed ?? bare).toLowerCase().replace(/\.$/, '')
  const isName = bracketed === undefined && /^(?:\*|[a-z0-9_](?:[a-z0-9._-]*[a-z0-9])?)$/.test(place)
  const [first, last] = from === undefined ? [1, 65_535] : [Number(from), Number(to)]
  return (isName || isNetwork(place)) && first >= 1 && first <= last && last <= 65_535
    ? { denies: not === '!', place, ports: { first, last } }
    : undefined
}

function isNetwork(text: string): boolean {
  const [address = '', prefix, ...rest] = text.split('/')
  const bits = isIP(address) === 6 ? 128 : 32
  return (
    isIP(address) > 0 && rest.length === 0 && (prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= bits))
  )
}
