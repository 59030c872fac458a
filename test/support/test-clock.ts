/** A clock that stands still until a test moves it. It begins at the real time. */
export class TestClock {
  #now = Date.now()

  now(): Date {
    return new Date(this.#now)
  }

  advanceSeconds(seconds: number): void {
    this.#now += seconds * 1000
  }

  advanceMinutes(minutes: number): void {
    this.advanceSeconds(minutes * 60)
  }
}
