import { type Document, loadDocuments, readDocument } from '../database/load.ts'
import { readLines } from './read-backup.ts'

/** So many documents are written at once. */
const batchLength = 500

/** Stores every document of a backup, changed as told, and returns how many there were. Throws where one is there already. */
export async function loadBackup(
  file: string,
  change: (collection: string, doc: Document) => Document = (_collection, doc) => doc,
): Promise<number> {
  let batch: { collection: string; docs: Document[] } = { collection: '', docs: [] }
  let documents = 0
  for await (const { collection, text } of readLines(file)) {
    if (collection !== batch.collection || batch.docs.length >= batchLength) {
      await loadDocuments(batch.collection, batch.docs)
      batch = { collection, docs: [] }
    }
    batch.docs.push(change(collection, readDocument(text)))
    documents += 1
  }
  await loadDocuments(batch.collection, batch.docs)
  return documents
}
