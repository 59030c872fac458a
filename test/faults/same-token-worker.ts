import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import type { Config } from '../../src/config.ts'
import { connectDatabase } from '../../src/database/connect.ts'
import { spendProof } from '../../src/password-reset/reset-tokens.ts'

/** One of the processes that all want to spend the same token: as many callers at once as it is told. */
mongoose.set({ autoIndex: false, autoCreate: false })
await connectDatabase(JSON.parse(process.argv[2] ?? '{}') as Config)
process.send?.('connected')

process.on('message', async ({ digest, callers }: { digest: string; callers: number }) => {
  const claim = { digest, purpose: 'reset' as const, now: new Date(), openSince: new Date(0) }
  const verdicts = await Promise.all(
    Array.from({ length: callers }, async () => {
      const name = randomUUID()
      const at = new Date()
      const entry = {
        at,
        action: 'password-reset.completed',
        outcome: 'done' as const,
        actor: '',
        subject: '',
        address: '',
      }
      const spent = spendProof(claim, { passwordHash: name, event: { id: name, entry } })
      return spent.then(
        (winner) => (winner ? { won: name } : {}),
        () => ({ unknown: name }),
      )
    }),
  )
  process.send?.(verdicts)
})
