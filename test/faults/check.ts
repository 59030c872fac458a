import { checkChanges, checkMailRows } from './check-events.ts'
import { checkMails, type MailFigures } from './check-mails.ts'
import { checkPasswords } from './check-passwords.ts'
import { checkAdministrators, checkChain, checkGuesses, checkSessions } from './check-rest.ts'
import type { Ledger } from './ledger.ts'
import { readRecords } from './records.ts'
import type { RelayLog } from './relay-log.ts'

/** Compares the connected database with what was acknowledged: I1 to I8. What is wrong stands in the ledger afterwards. */
export async function checkAll(ledger: Ledger, relayLog: RelayLog): Promise<MailFigures & { auditEntries: number }> {
  const records = await readRecords()
  await checkPasswords(ledger, records)
  checkChanges(ledger, records)
  checkMailRows(ledger, records)
  const mails = checkMails(ledger, records, relayLog)
  checkSessions(ledger, records)
  checkAdministrators(ledger, records)
  const auditEntries = await checkChain(ledger)
  checkGuesses(ledger, records)
  return { ...mails, auditEntries }
}
