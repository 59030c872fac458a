import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import semver from 'semver'
import type { Locked } from './lock.ts'

export const severities = ['low', 'moderate', 'high', 'critical'] as const
export type Severity = (typeof severities)[number]

/** What is known to be wrong with which versions (an npm range) of a package. */
export interface Advisory {
  package: string
  affected: string
  id: string
  severity: Severity
  reason: string
}

/** An advisory that is lived with until a day, and why. */
export interface Accepted {
  id: string
  package: string
  until: string
  reason: string
}

export interface Snapshot {
  taken: string
  advisories: Advisory[]
  accepted: Accepted[]
}

/** A package that an advisory is about, as the lock file or the advisory service has it. */
export interface Finding {
  package: string
  version: string
  id: string
  severity: Severity
  reason: string
}

/** The advisories stored beside this file. */
export function readSnapshot(): Snapshot {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'snapshot.json'), 'utf8')) as Snapshot
}

/** The locked packages that an advisory of the snapshot is about, of any severity. Versions before a release count as that release does. */
export function knownIn(locked: Locked[], { advisories }: Snapshot): Finding[] {
  return locked.flatMap(({ name, version }) =>
    advisories
      .filter(
        (known) => known.package === name && semver.satisfies(version, known.affected, { includePrerelease: true }),
      )
      .map(({ id, severity, reason }) => ({ package: name, version, id, severity, reason })),
  )
}

/** The findings that close the gate: moderate and above, and not accepted on that day. */
export function closing(findings: Finding[], { accepted }: Snapshot, at: Date): Finding[] {
  const today = at.toISOString().slice(0, 10)
  const isAccepted = (finding: Finding) =>
    accepted.some(({ id, package: name, until }) => id === finding.id && name === finding.package && today <= until)
  return findings.filter((finding) => finding.severity !== 'low' && !isAccepted(finding))
}
