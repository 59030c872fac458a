import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Bill } from '../advisories/bill.ts'
import type { Finding } from '../advisories/snapshot.ts'
import type { Ended, Line } from './step.ts'

interface Advisories {
  packages: number
  advisories: number
  taken: string
  isServiceAsked: boolean
  findings: Finding[]
}

/** Reads advisories.json of the advisory gate. */
export function readAdvisories({ folder }: Ended, promise: string): Line[] {
  const report = JSON.parse(readFileSync(join(folder, 'advisories.json'), 'utf8')) as Advisories
  const { packages, advisories, taken, isServiceAsked, findings } = report
  const asked = isServiceAsked ? 'and the advisory service' : '(the advisory service was not reachable)'
  const figure = `${findings.length} findings in ${packages} packages, by ${advisories} advisories of ${taken} ${asked}`
  return [{ promise, figure, verdict: findings.length === 0 ? 'pass' : 'fail' }]
}

/** Reads the bill of materials. */
export function readBill({ folder }: Ended, promise: string): Line[] {
  const { bomFormat, specVersion, components } = JSON.parse(readFileSync(join(folder, 'sbom.cdx.json'), 'utf8')) as Bill
  const isWhole = bomFormat === 'CycloneDX' && components.length > 0
  return [
    {
      promise,
      figure: `${components.length} packages, ${bomFormat} ${specVersion}`,
      verdict: isWhole ? 'pass' : 'fail',
    },
  ]
}
