/** Walks one step and prints it; throws, naming the step, where it cannot be walked. */
export type Step = (sentence: string, walk: () => Promise<unknown>) => Promise<void>

/** Counts steps. After each, `check` throws where a page did what it may not. */
export function countSteps(check: () => void): { step: Step; passed(): number } {
  let passed = 0
  return {
    passed: () => passed,
    async step(sentence, walk) {
      try {
        await walk()
        check()
      } catch (cause) {
        throw new Error(`FAILED: ${sentence}`, { cause })
      }
      passed += 1
      process.stdout.write(`passed ${String(passed).padStart(2)}  ${sentence}\n`)
    },
  }
}
