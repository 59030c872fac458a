import { displayName } from './names.ts'
import type { Candidate, ImportPlan } from './plan-import.ts'
import type { LineFault } from './read-csv.ts'

const peopleShown = 5
const faultsShown = 200
/** As many as a message in a cookie has room for. */
const lostShown = 5

/** What the page says of a checked file: the numbers, the first people and every bad line, as far as a page goes. */
export function toReport(plan: ImportPlan & { administrators: number }) {
  const { fresh, known, faults, administrators } = plan
  return {
    fresh: fresh.length,
    known: known.length,
    administrators,
    people: fresh.slice(0, peopleShown).map(toPerson),
    morePeople: Math.max(0, fresh.length - peopleShown),
    faults: faults.slice(0, faultsShown),
    faultyLines: new Set(faults.map(({ line }) => line)).size,
    moreFaults: Math.max(0, faults.length - faultsShown),
  }
}

function toPerson(person: Candidate) {
  const { line, username, email, administrator } = person
  return { line, username, email, administrator, displayName: displayName(person) }
}

/** What an import did, in a sentence or three. */
export function said(done: { created: number; known: number; lost: LineFault[] }): string {
  const people = (count: number) => (count === 1 ? '1 person' : `${count} people`)
  const parts = [
    `${people(done.created)} invited.`,
    done.known > 0 && `${people(done.known)} there already.`,
    done.lost.length > 0 &&
      `Not created: ${done.lost
        .slice(0, lostShown)
        .map(({ line, reason }) => `line ${line}, ${reason}`)
        .join(' ')}`,
    done.lost.length > lostShown && `And ${done.lost.length - lostShown} more.`,
  ]
  return parts.filter(Boolean).join(' ')
}
