import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Bill, ofTheProduct } from './bill.ts'
import { readLock } from './lock.ts'

/** Writes what the product is made of as CycloneDX to the file that is named, or to sbom.cdx.json. Needs the lock file and npm alone. */
const root = join(import.meta.dirname, '../..')
const file = process.argv[2] ?? join(root, 'sbom.cdx.json')
const { name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string }
const asked = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--package-lock-only']
const printed = execFileSync('npm', asked, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
const bill = ofTheProduct(JSON.parse(printed) as Bill, readLock(join(root, 'package-lock.json')), name)
writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`)
process.stdout.write(`${bill.components.length} packages in ${file}\n`)
