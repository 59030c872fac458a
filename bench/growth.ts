import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { readConfig } from '../src/config.ts'
import { connectDatabase, disconnectDatabase } from '../src/database/connect.ts'
import { createIndexes } from '../src/database/indexes.ts'
import { findHolder } from '../src/password-reset/reset-tokens.ts'
import { findByIdentifier, listUsers } from '../src/users/users.ts'
import { addPeople, digestOf, nameOf } from './growth-people.ts'

// What a look costs among a thousand people and among a million: the bar is three times as much. GROWTH_MONGODB_URI adds a
// server, GROWTH_PEOPLE changes the million, GROWTH_FILL_MINUTES how long each database may be filled.

const few = 1000
const many = Number(process.env.GROWTH_PEOPLE ?? 1_000_000)
const fillMs = Number(process.env.GROWTH_FILL_MINUTES ?? 10) * 60_000
const server = process.env.GROWTH_MONGODB_URI
const rounds = 3
const looks = 300
const bar = 3

const page = { skip: 0, limit: 25 }
const now = new Date('2026-06-01T00:00:00Z')
const operations: Record<string, (number: number) => Promise<unknown>> = {
  'sign-in look-up, username': (number) => findByIdentifier(nameOf(number)),
  'sign-in look-up, address': (number) => findByIdentifier(`${nameOf(number)}@example.test`),
  'token look-up': (number) => findHolder({ digest: digestOf(number), purpose: 'reset', now, openSince: new Date(0) }),
  'list page': () => listUsers({ prefix: '', ...page }),
  'search, five letters': (number) => listUsers({ prefix: nameOf(number).slice(0, 5), ...page }),
  'search, one letter': (number) => listUsers({ prefix: nameOf(number).slice(0, 1), ...page }),
}

interface Place {
  dataDir: string
  uri: string | undefined
  people: number
}

const lines = [
  `${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.version}; medians of ${rounds} rounds`,
  '',
  '| Database | Look | People | ms | People | ms | Ratio |',
  '| --- | --- | --- | --- | --- | --- | --- |',
  // The server first: mongoose keeps the embedded driver once it has it.
  ...(server === undefined ? [] : await grow('MongoDB protocol', server)),
  ...(await grow('embedded', undefined)),
]
process.stdout.write(`${lines.join('\n')}\n`)

async function grow(name: string, uri: string | undefined): Promise<string[]> {
  const places = [await fill(few, uri), await fill(many, uri)] as const
  const found = places.map(() => new Map<string, number[]>())
  for (let round = 0; round < rounds; round++) {
    for (const [at, place] of places.entries()) await measure(place, found[at] as Map<string, number[]>)
  }
  for (const place of places) await remove(place)
  return Object.keys(operations).map((look) => {
    const [small = Number.NaN, large = Number.NaN] = found.map((times) => median(times.get(look) ?? []))
    const [a, b] = places.map(({ people }) => people.toLocaleString('en'))
    const verdict = `${(large / small).toFixed(2)}${large / small > bar ? ' (over the bar)' : ''}`
    return `| ${name} | ${look} | ${a} | ${small.toFixed(2)} | ${b} | ${large.toFixed(2)} | ${verdict} |`
  })
}

async function fill(people: number, uri: string | undefined): Promise<Place> {
  const place = { dataDir: await mkdtemp(join(tmpdir(), 'latchkey-growth-')), uri: databaseOf(uri, people), people }
  await open(place)
  if (uri) await mongoose.connection.dropDatabase()
  await createIndexes()
  place.people = await addPeople(people, performance.now() + fillMs)
  process.stderr.write(`${place.people} of ${people} people in\n`)
  await disconnectDatabase()
  return place
}

async function measure(place: Place, times: Map<string, number[]>): Promise<void> {
  await open(place)
  for (const [look, act] of Object.entries(operations)) {
    const each: number[] = []
    for (let number = 0; number < looks && enough(each); number++) {
      const began = performance.now()
      await act((number * 7919 * 31) % place.people)
      each.push(performance.now() - began)
    }
    times.set(look, [...(times.get(look) ?? []), median(each)])
  }
  await disconnectDatabase()
}

// A look that takes seconds is known well enough after a few.
function enough(each: number[]): boolean {
  return each.length < 10 || each.reduce((sum, ms) => sum + ms, 0) < 10_000
}

async function remove(place: Place): Promise<void> {
  if (place.uri) {
    await open(place)
    await mongoose.connection.dropDatabase()
    await disconnectDatabase()
  }
  await rm(place.dataDir, { recursive: true, force: true })
}

function open({ dataDir, uri }: Place): Promise<void> {
  return connectDatabase(readConfig({ DATA_DIR: dataDir, MONGODB_URI: uri }))
}

function databaseOf(uri: string | undefined, people: number): string | undefined {
  if (uri === undefined) return undefined
  const own = new URL(uri)
  own.pathname = `/latchkey-growth-${people}`
  return own.href
}

function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
