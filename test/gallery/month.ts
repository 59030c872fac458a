import { randomUUID } from 'node:crypto'
import { appendEntry } from '../../src/audit/log.ts'
import { Mail } from '../../src/mail/queue.ts'
import type { Latchkey } from '../support/start-latchkey.ts'

const hour = 60 * 60_000
const day = 24 * hour

/** A month of ordinary days, told late: people who ask for resets, get mail, come back and sign in, busier in the week. */
export async function seedMonth({ clock }: Latchkey): Promise<void> {
  const now = clock.now().getTime()
  for (let ago = 29; ago >= 0; ago--) {
    const at = new Date(now - ago * day - (ago % 7) * hour)
    const busy = [0, 6].includes(at.getUTCDay()) ? 1 : 3 + (ago % 4)
    for (let turn = 0; turn < busy; turn++) await tell(at, turn)
    await Mail.insertMany(Array.from({ length: busy }, (_, turn) => letter(at, turn)))
  }
}

/** The story of one person: asked, often done, and signed in, now and then with a wrong password first. */
async function tell(at: Date, turn: number): Promise<void> {
  const actions = [
    'password-reset.link-issued done',
    ...(turn % 3 === 2 ? [] : ['password-reset.completed done']),
    ...(turn % 2 === 1 ? ['sign-in refused'] : []),
    'sign-in done',
  ]
  for (const [after, told] of actions.entries()) {
    const [action = '', outcome] = told.split(' ') as [string, 'done' | 'refused']
    const who = { actor: 'somebody', subject: 'somebody', address: '2001:db8:85a3:8d3:1319:8a2e:370:7348' }
    await appendEntry({ ...who, id: randomUUID(), action, outcome, at: new Date(at.getTime() + after * 60_000) })
  }
}

function letter(at: Date, turn: number) {
  const id = randomUUID()
  const [address, tookMs] = [`somebody-${turn}@example.test`, 400 + turn * turn * 900]
  return {
    _id: id,
    kind: 'password-reset',
    to: { name: 'Somebody', address },
    userId: 'somebody',
    language: 'en',
    placeholders: { displayName: 'Somebody' },
    messageId: `${id}@latchkey.test`,
    state: 'sent' as const,
    attempts: 0,
    notBefore: at,
    expiresAt: new Date(at.getTime() + hour),
    fence: 1,
    lastReply: '250 2.0.0 Ok: queued as 4XyZ1k2Qm9z',
    triedAt: new Date(at.getTime() + tookMs),
    createdAt: at,
    endedAt: new Date(at.getTime() + tookMs),
  }
}
