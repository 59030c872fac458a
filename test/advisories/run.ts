import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { readLock } from './lock.ts'
import { askService } from './service.ts'
import { closing, knownIn, readSnapshot } from './snapshot.ts'

/** The advisory gate over package-lock.json: the stored snapshot always, the advisory service where it is reached (not with
 *  --offline). Ends with 1 where a package has a known weakness of moderate severity or above; --out writes advisories.json. */
const root = join(import.meta.dirname, '../..')
const { values } = parseArgs({ options: { out: { type: 'string' }, offline: { type: 'boolean', default: false } } })
const snapshot = readSnapshot()
const locked = readLock(join(root, 'package-lock.json'))
const told = values.offline ? undefined : await askService(root)
const findings = closing([...knownIn(locked, snapshot), ...(told ?? [])], snapshot, new Date())

for (const { package: name, version, id, severity, reason } of findings)
  process.stdout.write(`FOUND ${name} ${version}: ${id} (${severity}), ${reason}\n`)
for (const { package: name, id, until, reason } of snapshot.accepted)
  process.stdout.write(`accepted until ${until}: ${name}, ${id}: ${reason}\n`)
process.stdout.write(
  told === undefined
    ? `skipped: the advisory service is not reachable, checked against the snapshot of ${snapshot.taken}\n`
    : `the advisory service was asked, and the snapshot of ${snapshot.taken}\n`,
)
process.stdout.write(
  `${locked.length} packages, ${snapshot.advisories.length} advisories, ${findings.length} findings\n`,
)

if (values.out) {
  const { taken, advisories } = snapshot
  const figures = { packages: locked.length, advisories: advisories.length, taken, isServiceAsked: told !== undefined }
  mkdirSync(values.out, { recursive: true })
  writeFileSync(join(values.out, 'advisories.json'), `${JSON.stringify({ ...figures, findings }, undefined, 2)}\n`)
}
process.exitCode = findings.length === 0 ? 0 : 1
