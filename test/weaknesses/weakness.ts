/** A change of one file: what stands there, exactly once, and what a careless hand would write in its place. */
export interface Edit {
  file: string
  before: string
  after: string
}

/** A test, by the beginning of its title. */
export interface NamedTest {
  file: string
  name: string
}

/** A weakness to put in on purpose, and the tests of which each must fail then. */
export interface Weakness {
  name: string
  /** What an attacker would have of it. */
  gain: string
  edits: Edit[]
  tests: NamedTest[]
}
