import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import type { Config } from '../../src/config.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import { spendProof } from '../../src/password-reset/reset-tokens.ts'

/** One of the processes that all want to spend the same tokens: for each token as many callers at once as it is told. Answers with
 *  the verdicts of each token's callers. */
mongoose.set({ autoIndex: false, autoCreate: false })
await connectDatabase(JSON.parse(process.argv[2] ?? '{}') as Config)
process.send?.('connected')

process.on('message', async ({ digests, callers }: { digests: string[]; callers: number }) => {
  const race = (digest: string) => Promise.all(Array.from({ length: callers }, () => call(digest)))
  process.send?.(await Promise.all(digests.map(race)))
})

async function call(digest: string): Promise<{ won?: string; unknown?: string }> {
  const at = new Date()
  const name = randomUUID()
  const entry = {
    at,
    action: 'password-reset.completed',
    outcome: 'done' as const,
    actor: '',
    subject: '',
    address: '',
  }
  const claim = { digest, purpose: 'reset' as const, now: at, openSince: new Date(0) }
  return spendProof(claim, {
    passwordHash: name,
    pastPasswords: [],
    event: { id: name, entry },
    holder: { digests: [digest], returnTo: undefined },
  }).then(
    (winner) => (winner ? { won: name } : {}),
    () => ({ unknown: name }),
  )
}
