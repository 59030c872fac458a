import { accuse, type Ledger } from './ledger.ts'
import type { Records } from './records.ts'
import type { RelayLog, Taken } from './relay-log.ts'

/** A worker notes the relay's reply this soon after it came; a fault in between loses the reply. */
const notingMs = 12_000

/** What the SMTP server took, compared with the queue. */
export interface MailFigures {
  taken: number
  duplicates: number
  sent: number
}

/** I4: every mail taken has a row and went to its person's stored address; a second copy only where the final reply of the one before
 *  was lost, with the same link; and every letter marked as sent was taken. */
export function checkMails(ledger: Ledger, records: Records, relayLog: RelayLog): MailFigures {
  relayLog.refresh()
  const copies = new Map<string, Taken[]>()
  for (const mail of relayLog.taken) copies.set(mail.messageId, [...(copies.get(mail.messageId) ?? []), mail])
  for (const [messageId, mails] of copies) {
    const row = records.mailOf.get(messageId)
    if (!row) {
      accuse(ledger, `I4 the mail ${messageId} has no row`)
      continue
    }
    const address = records.people.get(row.userId)?.email
    if (mails.some(({ to }) => to !== row.to.address || to !== address))
      accuse(ledger, `I4 ${messageId} went elsewhere`)
    if (new Set(mails.map(({ link }) => link)).size > 1)
      accuse(ledger, `I4 the copies of ${messageId} carry different links`)
    for (const mail of mails.slice(0, -1)) {
      if (mail.answered && !wasLost(ledger, mail))
        accuse(ledger, `I4 ${messageId} was sent again though its reply arrived`)
    }
  }
  let sent = 0
  for (const row of records.mails.values()) {
    if (row.state !== 'sent') continue
    sent++
    if (!copies.has(row.messageId)) accuse(ledger, `I4 the letter ${row._id} counts as sent but was never taken`)
  }
  return { taken: relayLog.taken.length, duplicates: relayLog.taken.length - copies.size, sent }
}

/** Whether something struck between the mail and its sender's note of the reply. */
function wasLost(ledger: Ledger, mail: Taken): boolean {
  return ledger.cuts.some(({ at }) => at >= mail.at - 1000 && at <= mail.at + notingMs)
}
