import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import mongoose from 'mongoose'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { closeEmbedded, holdEmbedded, openEmbedded } from '../../src/database/embedded/open.ts'

describe('an embedded file that is held', () => {
  const own = new mongoose.Mongoose()
  let folder: string
  let file: string

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'latchkey-hold-'))
    file = join(folder, 'latchkey.db')
    await openEmbedded(own, file)
  })
  afterEach(async () => {
    await closeEmbedded(own)
    await rm(folder, { recursive: true, force: true })
  })

  async function write(count: number): Promise<void> {
    const rows = Array.from({ length: count }, (_, at) => ({ at, text: 'x'.repeat(2000) }))
    await Promise.all(rows.map((row) => own.connection.collection('rows').insertOne(row)))
  }

  test('is left untouched while much is written, so that a copy is whole as of that moment', async () => {
    await write(50)
    const letGo = holdEmbedded(own)
    const before = await readFile(file)
    await write(3000)
    expect(before.equals(await readFile(file))).toBe(true)
    const copy = join(folder, 'copy.db')
    await copyFile(file, copy)
    expect(letGo()).toBe(true)
    await write(1)
    expect(before.equals(await readFile(file))).toBe(false)
    await closeEmbedded(own)
    await openEmbedded(own, copy)
    expect(await own.connection.collection('rows').countDocuments({})).toBe(50)
  })

  test('was not left untouched where it was closed meanwhile', async () => {
    const letGo = holdEmbedded(own)
    await closeEmbedded(own)
    expect(letGo()).toBe(false)
    await openEmbedded(own, file)
  })
})
