import { accuse, type Ledger } from './ledger.ts'
import type { Records } from './records.ts'
import type { RelayLog, Taken } from './relay-log.ts'

/** A slow reply takes 1.5 s, and the worker's note of it at most as long as the product waits for its database. */
const notingMs = 6_500
/** A database that was struck needs this long until it serves again. */
const awayMs = 4_000

/** What the SMTP server took, compared with the queue. */
export interface MailFigures {
  taken: number
  duplicates: number
  sent: number
}

/** I4: every mail taken has a row and went to its person's stored address; a second copy only where the final reply of the one before
 *  was cut, or its relay, its worker or the worker's database was struck while that very mail was under way, and with the same link;
 *  and every letter marked as sent was taken. */
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
    for (const [index, next] of mails.slice(1).entries()) {
      const mail = mails[index] as Taken
      if (!wasLost(ledger, mail) && !wasFrozen(ledger, next))
        accuse(ledger, `I4 ${messageId} was sent again by ${next.by} though its reply arrived at ${mail.by}`)
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

/** Whether the sender of a copy was kept from hearing the final reply, or from noting it. */
function wasLost(ledger: Ledger, mail: Taken): boolean {
  const noted = mail.at + notingMs
  const worker = struck(ledger, mail.by, { from: mail.since, until: noted })
  const database = struck(ledger, 'database', { from: mail.at - awayMs, until: noted })
  const relay = !mail.answered && struck(ledger, 'relay', { from: mail.at, until: noted })
  return mail.cut || worker || database || relay
}

/** A worker that was frozen in the middle of a delivery goes on with it when it wakes up; no fence reaches into its socket. */
function wasFrozen(ledger: Ledger, mail: Taken): boolean {
  return struck(ledger, mail.by, { from: mail.since, until: mail.at })
}

function struck(ledger: Ledger, who: string, { from, until }: { from: number; until: number }): boolean {
  return ledger.cuts.some((cut) => cut.who === who && cut.at >= from && cut.at <= until)
}
