import mongoose from 'mongoose'
import { Entries } from '../../src/audit/log.ts'
import type { Browser } from '../support/browser.ts'
import { signInToConsole } from '../support/people.ts'
import type { Town } from './town.ts'

const chain = '/audit/chain'

/** The audit log, and its chain from never checked to tampered with; nothing that comes after may need the log whole. */
export async function auditTour(town: Town): Promise<void> {
  await lists(town)
  await whole(town)
  await damaged(town)
}

async function lists({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('audit', await console.open('/audit'))
  await snap('audit-older', await console.follow('Older'))
  await snap('audit-filtered', await console.open('/audit?action=smtp.tested&outcome=refused&actor=admin'))
  await snap('audit-no-match', await console.open('/audit?to=2020-01-01'))
  await snap('audit-unknown-person', await console.open(`/audit?actor=${'somebody-'.repeat(8)}@example.test`))
  await console.open('/audit?action=smtp.tested&outcome=refused')
  await snap('audit-entry', await console.open(console.$('tbody th a').first().attr('href') ?? ''))
  await snap('audit-first-entry', await console.open('/audit/1'))
}

async function whole({ latchkey, snap }: Town): Promise<void> {
  const console = await signInToConsole(latchkey)
  await snap('chain-never-verified', await console.open(chain))
  await snap('chain-running', await console.submit('Verify the chain'))
  await latchkey.deps.background.idle()
  await snap('chain-whole', await console.open(chain))
  const head = console.$('pre.command code').text()
  await snap('chain-compared', await console.open(`${chain}?noted=${encodeURIComponent(head)}`))
  await snap('chain-compared-faulty', await console.open(`${chain}?noted=not-a-note`))
}

async function damaged({ latchkey, snap }: Town): Promise<void> {
  const heads = mongoose.model('AuditHead')
  const kept = await heads.findOne().lean()
  await heads.updateOne({}, { $set: { seal: 'f'.repeat(64) } })
  const console = await signInToConsole(latchkey)
  await snap('chain-not-vouched-for', await verified(console, latchkey.deps.background))
  await heads.replaceOne({}, { ...kept })
  await Entries.updateOne({ _id: 7 }, { $set: { address: '203.0.113.66' } })
  await snap('chain-tampered', await verified(console, latchkey.deps.background))
  await snap('overview-log-damaged', await console.open('/'))
}

async function verified(console: Browser, background: { idle(): Promise<void> }): Promise<Browser> {
  await console.open(chain)
  await console.submit('Verify the chain')
  await background.idle()
  return console.open(chain)
}
