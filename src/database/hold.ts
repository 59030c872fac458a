import mongoose from 'mongoose'

/** Leaves the embedded file untouched while another process copies it. Returns how to let go, which says whether it was left untouched
 *  until then. Writes go on meanwhile. */
export async function holdDatabaseFile(): Promise<() => boolean> {
  const { holdEmbedded } = await import('./embedded/open.ts')
  return holdEmbedded(mongoose)
}
