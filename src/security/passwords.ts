import { hash, type Options, verify } from 'argon2'
import { type HashCost, type Hashing, leastCosts } from '../config.ts'
import { HashPool, type PoolFigures, type Standing } from './hash-pool.ts'
import { normalisePassword } from './password-text.ts'
import { type Pepper, peppersOf } from './pepper.ts'
import { readStored, type StoredHash, writeStored } from './stored-hash.ts'

let cost: HashCost = leastCosts[0]
let peppers: readonly Pepper[] = []
let pool = new HashPool({ atOnce: 2 })
let nobody: Promise<StoredHash> | undefined

/** Takes over how passwords are hashed from here on in this process: the thread pool that does it is one for the process, too. Hashes
 *  made before stay good. */
export function preparePasswords(hashing: Hashing): void {
  cost = hashing.cost
  peppers = peppersOf(hashing.peppers)
  pool = new HashPool(hashing)
  nobody = undefined
}

/** Hashes a password for storing (argon2id, a salt of its own, the current pepper where there is one). The password is normalised, so that
 *  the same characters typed on another keyboard match. Source: OWASP Password Storage Cheat Sheet; NIST SP 800-63B-4 §3.1.1.2. */
export async function hashPassword(password: string): Promise<string> {
  const [pepper] = peppers
  const phc = await pool.takeTurn(() =>
    hash(normalisePassword(password), { ...inOptions(cost), ...withPepper(pepper) }),
  )
  return writeStored(phc, pepper?.id)
}

/** Whether the password belongs to the hash. Without a hash that can be weighed (no such person, none chosen yet, a pepper that is not
 *  known here) the same work is done and the answer is false; a hash that cost less is brought up to the same work.
 *  Source: OWASP Authentication Cheat Sheet, "Authentication Responses". */
export async function isPassword(password: string, passwordHash: string | undefined): Promise<boolean> {
  const theirs = weighable(passwordHash)
  const { phc, pepperId, cost: its } = theirs ?? (await hashOfNobody())
  const pepper = peppers.find(({ id }) => id === pepperId)
  const matches = await pool.takeTurn(async () => {
    const is = await verify(phc, normalisePassword(password), withPepper(pepper))
    await makeUpFor(its)
    return is
  })
  return matches && theirs !== undefined
}

/** Whether a password would be hashed otherwise today: at another cost, by another algorithm, under another pepper. */
export function isOutdated(passwordHash: string): boolean {
  const its = readStored(passwordHash)
  if (!its) return false
  const { memoryKib, passes, lanes } = its.cost
  const isSameCost = memoryKib === cost.memoryKib && passes === cost.passes && lanes === cost.lanes
  return !isSameCost || its.algorithm !== 'argon2id' || its.pepperId !== peppers[0]?.id
}

/** Lets a request in that will hash or weigh passwords, where it can be served soon; throws `HashPoolFull` (503) before `work` begins.
 *  Every use case that does so passes here first, before it looks anything up, so that the answer is the same for everybody. */
export function admitHashing<Result>(standing: Standing, work: () => Promise<Result>): Promise<Result> {
  return pool.admit(standing, work)
}

/** Throws `HashPoolFull` (503) where `admitHashing` would at this moment. */
export function demandHashRoom(standing: Standing): void {
  pool.demandRoom(standing)
}

/** How many hashes are under way, wait and were refused, in this process. */
export function hashFigures(): PoolFigures {
  return pool.figures()
}

/** Prepares the hash that stands in for people who do not exist, so that the first sign-in is not slower than the second. */
export async function warmUpPasswords(): Promise<void> {
  await isPassword('', undefined)
}

/** How long one hash at this cost takes here, in milliseconds, while nothing is waited for. */
export async function timeHash(asked: HashCost): Promise<number> {
  const started = performance.now()
  await hash('how long does this take', inOptions(asked))
  return performance.now() - started
}

/** Made once; where that fails, made again for the next who needs it. */
function hashOfNobody(): Promise<StoredHash> {
  nobody ??= hashPassword('nobody has this password')
    .then((text) => readStored(text) as StoredHash)
    .catch((error) => {
      nobody = undefined
      throw error
    })
  return nobody
}

function weighable(passwordHash: string | undefined): StoredHash | undefined {
  const its = passwordHash === undefined ? undefined : readStored(passwordHash)
  return its?.pepperId === undefined || peppers.some(({ id }) => id === its.pepperId) ? its : undefined
}

/** A hash from before the cost was raised shall not be told from that of nobody by how soon the answer comes. */
async function makeUpFor(its: HashCost): Promise<void> {
  const missing = cost.memoryKib * cost.passes - its.memoryKib * its.passes
  if (missing < 8) return
  const passes = Math.ceil(missing / cost.memoryKib)
  await hash('', inOptions({ memoryKib: Math.ceil(missing / passes), passes, lanes: 1 }))
}

function inOptions({ memoryKib, passes, lanes }: HashCost): Options {
  return { memoryCost: memoryKib, timeCost: passes, parallelism: lanes }
}

function withPepper(pepper: Pepper | undefined): Pick<Options, 'secret'> {
  return pepper ? { secret: pepper.key } : {}
}
