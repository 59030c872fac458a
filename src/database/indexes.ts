import mongoose from 'mongoose'

/** Creates the indexes that the models declare. Safe to run twice and side by side: what is there already stays, nothing is
 *  ever dropped. Throws where an index of the same name or key means something else. */
export async function createIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) await model.createIndexes()
}
