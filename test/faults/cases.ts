import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseName } from './options.ts'

/** A case of the bar: what must be survived, and which scenarios of the runner prove it (`scenario` on both databases,
 *  `scenario@mongodb` on one of them). Some are proven by tests that carry the case in their title, besides or instead. */
export interface Case {
  what: string
  scenarios: string[]
}

/** The reliability cases this product answers for. */
export const cases: Record<string, Case> = {
  C01: { what: 'kill -9 in mid-request', scenarios: ['kills', 'restart-race'] },
  C02: { what: 'relay refuses or swallows for 30 minutes', scenarios: [] },
  C03: { what: 'slow relay', scenarios: [] },
  C04: { what: 'greylisting', scenarios: ['kills'] },
  C05: { what: 'permanent refusals', scenarios: ['kills'] },
  C06: { what: 'TLS failure', scenarios: [] },
  C07: { what: 'acceptance unknown', scenarios: ['mails', 'kills'] },
  C08: { what: 'two workers, one row; one of them frozen', scenarios: ['kills@mongodb'] },
  C09: { what: 'worker dies holding a row', scenarios: ['kills'] },
  C10: { what: 'poison row', scenarios: [] },
  C11: { what: 'database down at start', scenarios: [] },
  C12: { what: 'database gone or frozen in mid-request', scenarios: ['kills@mongodb', 'partition@mongodb'] },
  C13: { what: 'failover between members', scenarios: ['replica-set@mongodb', 'kills@mongodb'] },
  C14: { what: 'partition', scenarios: ['partition@mongodb'] },
  C15: { what: 'disk full', scenarios: ['disk-full@embedded'] },
  C16: { what: 'clock skew and jumps', scenarios: ['clock-skew@mongodb', 'clock-jumps'] },
  C17: { what: 'same token, two processes', scenarios: ['same-token'] },
  C22: { what: 'graceful stop', scenarios: ['graceful-stop', 'kills'] },
  C23: { what: 'restart with the same, rotated, lost secrets', scenarios: [] },
}

/** Which cases a scenario proves on a database. */
export function casesOf(scenario: string, database: DatabaseName): string[] {
  const names = [scenario, `${scenario}@${database}`]
  return Object.keys(cases).filter((id) => cases[id]?.scenarios.some((name) => names.includes(name)))
}

/** A test that carries cases in its title, such as "C02: …" or "C11, C12: …". */
export interface CaseTest {
  file: string
  title: string
  ids: string[]
}

/** Finds the tests of the suite that carry a case in their title. */
export function caseTests(): CaseTest[] {
  const root = join(import.meta.dirname, '..')
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.test.ts'))
  return files.sort().flatMap((file) => {
    const titles = readFileSync(join(root, file), 'utf8').matchAll(/(['"`])(C\d\d(?:[/, ]+C\d\d)*: .*?)\1/g)
    return [...titles].map(([, , title = '']) => ({
      file,
      title,
      ids: title.slice(0, title.indexOf(':')).match(/C\d\d/g) ?? [],
    }))
  })
}
