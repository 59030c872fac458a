import { join } from 'node:path'
import { readBenches, readGoals } from './read-benches.ts'
import { readFaults } from './read-faults.ts'
import { readFuzz } from './read-fuzz.ts'
import { readAdvisories, readBill } from './read-packages.ts'
import { readCases, readTests } from './read-tests.ts'
import { readTiming } from './read-timing.ts'
import { readWeaknesses } from './read-weaknesses.ts'
import type { Step } from './step.ts'

const reports = (file: string) => ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
const npm = (script: string, ...args: string[]) => [
  'npm',
  'run',
  '--silent',
  script,
  ...(args.length ? ['--', ...args] : []),
]

/** All evidence there is, in the order it is gathered: what ends soon first, what measures time last. `n` is how many requests each
 *  class of accounts gets when time is measured. */
export function allSteps(n: number): Step[] {
  const known = 'No package with a known weakness'
  const bill = 'The bill of materials can be written'
  const suite = 'Every test passes on the embedded database'
  const onMongodb = 'The 35 security cases hold on a server that speaks MongoDB’s protocol'
  const weaknesses = 'Each weakness put in on purpose makes a test fail'
  const kills = 'Killed at random, no promise is broken'
  const benches = 'The benches run'
  return [
    {
      name: 'advisories',
      promise: known,
      command: (folder) => npm('verify:advisories', '--out', folder),
      minutes: 5,
      isLong: false,
      read: (ended) => readAdvisories(ended, known),
    },
    {
      name: 'sbom',
      promise: bill,
      command: (folder) => npm('sbom', join(folder, 'sbom.cdx.json')),
      minutes: 5,
      isLong: false,
      read: (ended) => readBill(ended, bill),
    },
    {
      name: 'tests',
      promise: suite,
      command: (folder) => npm('test', ...reports(join(folder, 'tests.json'))),
      minutes: 60,
      isLong: false,
      read: ({ folder }) => {
        const file = join(folder, 'tests.json')
        return [readTests(file, suite), readCases(file, 'The 35 security cases hold on the embedded database')]
      },
    },
    {
      name: 'cases-on-mongodb',
      promise: onMongodb,
      command: (folder) =>
        npm('test:mongodb', 'test/security-cases', ...reports(join(folder, 'cases-on-mongodb.json'))),
      minutes: 30,
      isLong: false,
      mongodb: 'needed',
      read: ({ folder }) => [readCases(join(folder, 'cases-on-mongodb.json'), onMongodb)],
    },
    {
      name: 'weaknesses',
      promise: weaknesses,
      command: (folder) => npm('verify:weaknesses', '--out', folder),
      minutes: 60,
      isLong: false,
      read: (ended) => readWeaknesses(ended, weaknesses),
    },
    {
      name: 'faults',
      promise: kills,
      command: () => npm('faults', '--short'),
      minutes: 15,
      isLong: false,
      mongodb: 'used',
      read: (ended) => readFaults(ended, kills),
    },
    {
      name: 'fuzz',
      promise: 'Random requests, orders and addresses find nothing',
      command: () => npm('fuzz'),
      minutes: 60,
      isLong: true,
      read: readFuzz,
    },
    {
      name: 'timing',
      promise: 'Time does not tell who exists',
      command: (folder) => npm('verify:timing', '--out', folder, '--n', String(n)),
      minutes: 240,
      isLong: true,
      read: readTiming,
    },
    {
      name: 'benches',
      promise: benches,
      command: () => npm('bench'),
      minutes: 30,
      isLong: true,
      read: (ended) => readBenches(ended, benches),
      goals: readGoals,
    },
  ]
}
