import mongoose from 'mongoose'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { linkHash } from '../../src/audit/chain.ts'
import { moveHead, readHead } from '../../src/audit/head.ts'
import { appendEntry, Entries, type StoredEntry } from '../../src/audit/log.ts'
import { verifyChain } from '../../src/audit/verify.ts'
import type { Browser } from '../support/browser.ts'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator, proveIfAsked, signInToConsole } from '../support/people.ts'

describe('the guarded end of the audit log', () => {
  const latchkey = useLatchkey()
  let console: Browser
  const secrets = () => latchkey.deps.config.secrets
  const verdict = () => verifyChain({ secrets: secrets() })
  const heads = () => mongoose.model('AuditHead')

  beforeAll(async () => {
    console = await becomeAdministrator(latchkey)
  })

  beforeEach(async () => {
    await latchkey.deps.background.idle()
    await Promise.all([Entries.deleteMany({}), heads().deleteMany({})])
    for (let number = 1; number <= 8; number++) await append(number)
    await moveHead(latchkey.deps)
  })

  function append(number: number): Promise<void> {
    const what = { action: 'sign-in', outcome: 'done' as const, actor: 'a', subject: 'a', address: '' }
    return appendEntry({ ...what, id: `event-${number}`, at: latchkey.clock.now() })
  }

  test('a log that ends before its kept head was cut', async () => {
    expect(await verdict()).toEqual({ outcome: 'whole', entries: 8 })
    await Entries.deleteMany({ _id: { $gt: 5 } })
    expect(await verdict()).toEqual({ outcome: 'cut', entries: 5, head: 8 })
    expect(await verifyChain()).toEqual({ outcome: 'whole', entries: 5 })
  })

  test('a head that lags behind after a crash is no cut', async () => {
    await append(9)
    await append(10)
    expect(await readHead(secrets())).toMatchObject({ number: 8 })
    expect(await verdict()).toEqual({ outcome: 'whole', entries: 10 })
  })

  test('entries cut off and grown again show, and the head stays as the witness', async () => {
    await Entries.deleteMany({ _id: { $gt: 5 } })
    for (let number = 11; number <= 15; number++) await append(number)
    expect(await moveHead(latchkey.deps)).toBe(false)
    expect(await verdict()).toEqual({ outcome: 'rewritten', at: 8 })
  })

  test('a log written anew with right hashes shows', async () => {
    const entries = await Entries.find().sort({ _id: 1 }).lean<StoredEntry[]>()
    let previousHash = ''
    for (const { hash: _, previousHash: __, ...body } of entries) {
      const forged = { ...body, actor: 'somebody else' }
      const hash = linkHash(previousHash, forged)
      await Entries.updateOne({ _id: body._id }, { $set: { actor: 'somebody else', previousHash, hash } })
      previousHash = hash
    }
    expect(await verifyChain()).toEqual({ outcome: 'whole', entries: 8 })
    expect(await verdict()).toEqual({ outcome: 'rewritten', at: 8 })
  })

  test('a head that somebody edited is not believed', async () => {
    await Entries.deleteMany({ _id: { $gt: 5 } })
    const fifth = await Entries.findById(5).lean()
    await heads().updateOne({}, { $set: { number: 5, hash: fifth?.hash } })
    expect(await verdict()).toEqual({ outcome: 'forged-head', entries: 5 })
    expect(await moveHead(latchkey.deps)).toBe(false)
  })

  test('a former secret still vouches for the head', async () => {
    expect(await verifyChain({ secrets: ['a new secret', ...secrets()] })).toMatchObject({ outcome: 'whole' })
    expect(await verifyChain({ secrets: ['another secret'] })).toMatchObject({ outcome: 'forged-head' })
  })

  test('the button checks in the background and says what it found', async () => {
    await console.open('/audit/chain')
    await console.submit('Verify the chain')
    expect(console.text).toContain('0 of 8 entries are checked (0 %)')
    await latchkey.deps.background.idle()
    await console.open('/audit/chain')
    expect(console.text).toContain('The log is whole')
    await Entries.deleteMany({ _id: { $gt: 5 } })
    await console.submit('Verify the chain')
    await latchkey.deps.background.idle()
    await console.open('/audit/chain')
    expect(console.text).toContain('The log was tampered with')
    expect(console.text).toMatch(/entries \d+ to 10 are missing at the end|written anew up to entry 10/i)
    await console.open('/')
    expect(console.$('.health').text()).toMatch(/Audit log: Damaged/)
  })

  test('a verdict that somebody wrote into the database is not believed', async () => {
    await console.open('/audit/chain')
    await console.submit('Verify the chain')
    await latchkey.deps.background.idle()
    const checks = mongoose.model('AuditCheck')
    const stored = (await checks.findById('latest').lean()) as { text: string } | null
    await checks.updateOne({ _id: 'latest' }, { $set: { text: stored?.text.replace(/"entries":\d+/, '"entries":99') } })
    await console.open('/audit/chain')
    expect(console.text).toContain('The log was never checked')
  })

  describe('under a seal of a secret that was lost', () => {
    const loseSecret = async () => {
      await heads().updateOne({}, { $set: { seal: 'f'.repeat(64) } })
      console = await signInToConsole(latchkey)
      await latchkey.deps.background.idle()
    }
    const verify = async () => {
      await console.open('/audit/chain')
      await console.submit('Verify the chain')
      await latchkey.deps.background.idle()
      await console.open('/audit/chain')
    }
    const noteButton = () => console.$('form[action="/audit/chain/head"] button').text().trim()

    test('is noted anew once the chain was verified, and the end is guarded again', async () => {
      await loseSecret()
      await console.open('/audit/chain')
      expect(console.text).toContain('SECRETS changed: put the former secret behind the new one')
      expect(noteButton()).toBe('')
      await verify()
      expect(console.text).toContain('The end of the log is not vouched for')
      expect(console.text).toContain('the secret it was sealed with was lost, or somebody edited it')
      const [, number = '', hash = ''] = /number (\d+), can be noted anew.* \1:([0-9a-f]{64})/.exec(console.text) ?? []
      expect((await Entries.findById(Number(number)).lean())?.hash).toBe(hash)
      await console.submit(noteButton())
      expect(console.text).toContain('Noted anew. The end of the log is guarded again')
      expect(await readHead(secrets())).toMatchObject({ number: Number(number), hash, since: Number(number) })
      await latchkey.deps.background.idle()
      expect(await readHead(secrets())).toMatchObject({ number: await Entries.countDocuments() })
      expect(await Entries.findOne({ action: 'audit.head-noted' }).lean()).toMatchObject({
        outcome: 'done',
        detail: `${number}:${hash}`,
        actor: expect.stringMatching(/^[0-9a-f]{24}$/),
      })
      expect((await console.open('/audit/chain')).text).toContain('The log is whole')
      expect((await console.open('/')).$('.health').text()).not.toMatch(/Audit log: Damaged/)
    })

    test('asks for the password when the last proof is old', async () => {
      await loseSecret()
      await verify()
      latchkey.clock.advanceMinutes(11)
      await console.submit(noteButton())
      expect(console.heading).toBe('Confirm that it is you')
      expect(await readHead(secrets())).toBe('forged')
      await proveIfAsked(console)
      expect(console.text).toContain('Noted anew')
    })

    test('is not noted anew where the verified end was changed meanwhile, or another one is asked for', async () => {
      await loseSecret()
      await verify()
      const { head } = console.form(noteButton()).fields
      await console.post('/audit/chain/head', { head: `1:${'0'.repeat(64)}` })
      expect(console.text).toContain('Nothing was noted: verify the chain first')
      await Entries.updateOne({ _id: Number(head?.split(':')[0]) }, { $set: { hash: '0'.repeat(64) } })
      await console.post('/audit/chain/head', { head: head ?? '' })
      expect(console.text).toContain('Nothing was noted: verify the chain first')
      expect(await readHead(secrets())).toBe('forged')
    })

    test('offers no such thing where the chain itself is broken', async () => {
      await loseSecret()
      await Entries.updateOne({ _id: 4 }, { $set: { actor: 'somebody else' } })
      await verify()
      expect(console.text).toContain('The log was tampered with')
      expect(noteButton()).toBe('')
    })
  })

  test('a head that is ours is not noted anew', async () => {
    console = await signInToConsole(latchkey)
    await console.post('/audit/chain/head', { head: '' })
    expect(console.text).toContain('Nothing to note')
  })

  test('a note kept elsewhere can be compared', async () => {
    await console.open('/audit/chain')
    const note = console.$('pre').text().trim()
    expect(note).toMatch(/^8:[0-9a-f]{64}$/)
    const compare = (noted: string) => console.open(`/audit/chain?noted=${encodeURIComponent(noted)}`)
    expect((await compare(note)).text).toContain('Entry 8 is still the one you noted')
    expect((await compare(note.replace(/.$/, (last) => (last === '0' ? '1' : '0')))).text).toContain(
      'the log was changed',
    )
    expect((await compare(note.replace('8:', '80:'))).text).toContain('Entry 80 is gone')
    expect((await compare('nonsense')).text).toContain('not a note of an entry')
  })
})
