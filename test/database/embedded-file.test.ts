import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import mongoose from 'mongoose'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { closeEmbedded, openEmbedded } from '../../src/database/embedded/open.ts'

let directory = ''
let file = ''

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'latchkey-'))
  file = join(directory, 'data', 'latchkey.db')
})

afterEach(async () => {
  if (mongoose.connection.readyState === 1) await closeEmbedded(mongoose)
  await rm(directory, { recursive: true })
})

test('the directory and the file are for their owner alone', async () => {
  await openEmbedded(mongoose, file)
  await mongoose.connection.collection('things').insertOne({ a: 1 })
  expect((await stat(dirname(file))).mode & 0o777).toBe(0o700)
  for (const name of [file, `${file}-wal`]) expect((await stat(name)).mode & 0o777).toBe(0o600)
})

test('a file that is readable for others is closed to them', async () => {
  await openEmbedded(mongoose, file)
  await closeEmbedded(mongoose)
  await chmod(file, 0o644)
  await openEmbedded(mongoose, file)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
})

test('a file that is not a database is named in one sentence', async () => {
  const other = join(directory, 'notes.txt')
  await writeFile(other, 'Dear diary, today nothing happened. '.repeat(200))
  await expect(openEmbedded(mongoose, other)).rejects.toThrow(`The file ${other} is not a database, or it is damaged`)
  await openEmbedded(mongoose, file)
  expect(await mongoose.connection.collection('things').countDocuments()).toBe(0)
})

test('a second process is told that the file is in use, until the first has closed it', async () => {
  await openEmbedded(mongoose, file)
  const told = await firstLine(writer(file))
  expect(told).toBe(`refused: The database file ${file} is already in use by another process`)
  await closeEmbedded(mongoose)
  const child = writer(file)
  expect(await firstLine(child)).toBe('acknowledged 0')
  child.kill('SIGKILL')
  await once(child, 'exit')
})

test('kill -9 loses no acknowledged write and gives the lock back', { timeout: 60_000 }, async () => {
  let least = 0
  for (const round of [1, 2, 3]) {
    const child = writer(file)
    let acknowledged = -1
    for await (const line of createInterface(child.stdout)) {
      acknowledged = Number(/acknowledged (\d+)/.exec(line)?.[1] ?? Number.NaN)
      if (acknowledged === least + 40 * round) child.kill('SIGKILL')
    }
    await openEmbedded(mongoose, file)
    const things = mongoose.connection.collection('things')
    const numbers = (await things.find().sort({ n: 1 }).toArray()).map(({ n }) => n as number)
    expect(numbers.length).toBeGreaterThan(acknowledged)
    expect(numbers).toEqual(numbers.map((_, at) => at))
    expect(await things.countDocuments({ n: { $gte: 0 } })).toBe(numbers.length)
    least = numbers.length
    await closeEmbedded(mongoose)
  }
})

function writer(path: string): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'embedded-writer.ts'), path])
}

async function firstLine(child: ChildProcessWithoutNullStreams): Promise<string> {
  const errors: Buffer[] = []
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk))
  for await (const line of createInterface(child.stdout)) return line
  throw new Error(`the writer said nothing: ${Buffer.concat(errors)}`)
}
