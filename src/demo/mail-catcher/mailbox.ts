/** One mail as the pages show it. */
export interface CaughtMail {
  number: number
  at: Date
  from: string
  to: string
  subject: string
  text: string
  html: string
  headers: string[]
}

export interface Mailbox {
  /** Newest first. */
  list(): CaughtMail[]
  find(number: number): CaughtMail | undefined
  add(mail: Omit<CaughtMail, 'number'>): void
}

const kept = 200

/** A mailbox in memory that forgets all but its last 200 mails. */
export function createMailbox(): Mailbox {
  const mails: CaughtMail[] = []
  let count = 0
  return {
    list: () => mails,
    find: (number) => mails.find((mail) => mail.number === number),
    add(mail) {
      count += 1
      mails.unshift({ ...mail, number: count })
      mails.length = Math.min(mails.length, kept)
    },
  }
}
