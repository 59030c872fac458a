import { listen, portOf } from '../../src/listen.ts'
import { createPublicDoor } from '../../src/public-door.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { Browser } from '../support/browser.ts'
import type { Latchkey } from '../support/latchkey.ts'

/** A second public door over the same database, as another process has: nothing is shared but the data. */
export async function startSecondInstance({ deps }: Latchkey): Promise<{ visitor(): Browser; close(): Promise<void> }> {
  const { publicDoor } = deps.config
  const server = await listen(createPublicDoor(deps), { ...publicDoor, port: 0 })
  const url = `http://127.0.0.1:${portOf(server)}`
  return { visitor: () => new Browser(url, publicDoor.origin), close: () => stopListening(server) }
}
