import { checkNext } from './audit/check-log.ts'
import { moveHead } from './audit/head.ts'
import type { Deps } from './deps.ts'
import { deliverNext } from './mail/deliver.ts'
import { deliverySource } from './organization/mail-settings.ts'
import { wordLeftLetters } from './organization/word-letters.ts'
import { countFigures } from './overview/count-figures.ts'
import { sendReset } from './password-reset/send-reset.ts'
import { renewNextHash } from './sign-in/renew-hash.ts'
import { tellEvent } from './users/tell-event.ts'

const mailLanes = 4

/** Adds the work that goes on behind the pages: answering reset requests, telling events, delivering mail. */
export function addWork(deps: Deps): void {
  const smtp = deliverySource(deps)
  deps.background.add({ name: 'send-reset', step: thenWake(() => sendReset(deps)) })
  deps.background.add({ name: 'tell-event', step: thenWake(() => tellEvent(deps)) })
  deps.background.add({ name: 'guard-audit-log', step: () => moveHead(deps) })
  deps.background.add({ name: 'check-audit-log', step: () => checkNext(deps) })
  deps.background.add({ name: 'count-figures', step: () => countFigures(deps) })
  deps.background.add({ name: 'renew-hashes', step: renewNextHash })
  deps.background.add({ name: 'word-letters', step: () => wordLeftLetters(deps) })
  deps.background.add({ name: 'deliver-mail', step: () => deliverNext(deps, smtp), lanes: mailLanes })

  /** What one job leaves behind is work for the next, which shall not wait for the poll. */
  function thenWake(step: () => Promise<boolean>): () => Promise<boolean> {
    return async () => {
      const worked = await step()
      if (worked) deps.background.wake()
      return worked
    }
  }
}
