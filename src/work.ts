import type { Deps } from './deps.ts'
import { deliverNext } from './mail/deliver.ts'
import { savedMailSettings } from './organization/mail-settings.ts'
import { sendReset } from './password-reset/send-reset.ts'
import { tellEvent } from './users/tell-event.ts'

const mailLanes = 4

/** Adds the work that goes on behind the pages: answering reset requests, telling events, delivering mail. */
export function addWork(deps: Deps): void {
  const settings = () => savedMailSettings(deps.config)
  deps.background.add({ name: 'send-reset', step: thenWake(() => sendReset(deps)) })
  deps.background.add({ name: 'tell-event', step: thenWake(tellEvent) })
  deps.background.add({ name: 'deliver-mail', step: () => deliverNext(deps, { settings }), lanes: mailLanes })

  /** What one job leaves behind is work for the next, which shall not wait for the poll. */
  function thenWake(step: () => Promise<boolean>): () => Promise<boolean> {
    return async () => {
      const worked = await step()
      if (worked) deps.background.wake()
      return worked
    }
  }
}
