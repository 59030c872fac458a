import mongoose from 'mongoose'

/** Creates the indexes that the models declare. Safe to run twice and side by side: what is there already stays, nothing is
 *  ever dropped. Throws where an index of the same name or key means something else. */
export async function createIndexes(): Promise<void> {
  for (const model of Object.values(mongoose.models)) await model.createIndexes()
}

/** Creates those of them after which nothing is removed by its age. Large collections get theirs while they are empty: built afterwards
 *  they would take longer than the database may take for an answer. */
export async function createLastingIndexes(): Promise<void> {
  for (const { schema, collection } of Object.values(mongoose.models))
    for (const [fields, options] of schema.indexes())
      if (options?.expireAfterSeconds === undefined)
        await collection.createIndex(
          fields as mongoose.mongo.IndexSpecification,
          options as mongoose.mongo.CreateIndexesOptions,
        )
}
