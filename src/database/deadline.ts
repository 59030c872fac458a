/** The database did not answer in time; whether it did what it was asked is unknown. */
export class DatabaseSilent extends Error {
  constructor(ms: number) {
    super(`The database did not answer within ${ms} ms`)
    this.name = 'DatabaseSilent'
  }
}

/** Waits for the database, but no longer than `ms`; throws `DatabaseSilent` then. */
export async function answerWithin<Answer>(ms: number, answer: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined
  const silence = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new DatabaseSilent(ms)), ms)
  })
  return Promise.race([answer, silence]).finally(() => clearTimeout(timer))
}
