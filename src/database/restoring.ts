import mongoose from 'mongoose'

/** Beside the collections of the product: emptying and filling them leaves it alone, and no backup holds it. */
const marks = () => mongoose.connection.collection<{ _id: string; since: Date }>('restoring')
const mark = 'begun'

/** Says that the database is being filled, and holds only a part until `endRestoring`. */
export async function beginRestoring(since: Date): Promise<void> {
  await marks().updateOne({ _id: mark }, { $set: { since } }, { upsert: true })
}

/** Says that the database is whole again. */
export async function endRestoring(): Promise<void> {
  await marks().deleteOne({ _id: mark })
}

/** Whether a restore into this database is under way, or was stopped before it had ended. */
export async function isHalfRestored(): Promise<boolean> {
  return (await marks().findOne({ _id: mark })) !== null
}

/** Throws one clear sentence where only a part of a backup is in the database: nobody shall sign in to half an installation. */
export async function refuseHalfRestored(): Promise<void> {
  if (!(await isHalfRestored())) return
  throw new Error(
    'The database holds only a part of a backup: a restore is under way, or was stopped before it had ended. Restore again, with the server stopped: npm run latchkey -- restore <file>. Where it was a move, move again.',
  )
}
