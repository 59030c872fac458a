import { execFile } from 'node:child_process'
import { type Finding, type Severity, severities } from './snapshot.ts'

const limitMs = 60_000

interface Via {
  name: string
  title: string
  url: string
  severity: string
  range: string
}

/** What the advisory service says of the lock file, by `npm audit`; undefined where it is not reached within a minute. */
export function askService(folder: string): Promise<Finding[] | undefined> {
  return new Promise((resolve) => {
    const options = { cwd: folder, timeout: limitMs, maxBuffer: 64 * 2 ** 20 }
    // It ends with 1 both where there are findings and where nobody answers: what it prints tells them apart.
    execFile('npm', ['audit', '--json'], options, (_, printed) => resolve(readAudit(printed)))
  })
}

/** Reads what `npm audit --json` (report version 2) printed; undefined where that is no report. */
export function readAudit(printed: string): Finding[] | undefined {
  const report = parsed(printed)
  if (report?.auditReportVersion !== 2) return undefined
  const all = Object.values(report.vulnerabilities).flatMap(({ via }) => via.filter((one) => typeof one !== 'string'))
  const findings = all.map(({ name, range, url, severity, title }) => ({
    package: name,
    version: range,
    id: url.slice(url.lastIndexOf('/') + 1),
    severity: severities.find((one): one is Severity => one === severity) ?? 'low',
    reason: title,
  }))
  const known = (finding: Finding) => `${finding.package} ${finding.id}`
  return [...new Map(findings.map((finding) => [known(finding), finding])).values()]
}

function parsed(
  text: string,
): { auditReportVersion?: number; vulnerabilities: Record<string, { via: (Via | string)[] }> } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
