import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../src')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

/** The rows of the house, top to bottom: a file imports its own row or one below. The first pattern that fits decides. */
const rows: [row: number, pattern: RegExp][] = [
  [1, /^(server|start|greet|cli\/.*|demo\/.*)\.ts$/],
  [2, /^(.*-door|work|listen|stop-listening)\.ts$/],
  [8, /^(deps|config|errors|log|background)\.ts$/],
  [8, /^languages\/.*\.ts$/],
  [7, /^web\/views\.ts$/],
  [
    3,
    /^(web\/.*|.*\/(.*-)?(routes|forms|operations)|sessions\/(middleware|recent-proof)|organization\/(smtp|system|recovery)-values|settings-file\/.*)\.ts$/,
  ],
  [6, /^database\/.*\.ts$/],
  [
    6,
    /^(users\/(model|users|usernames|peppered|search|details|past-links|past-passwords|forced-reset|pending-email|address-undo|import-drafts|changes|events|administrators)|sessions\/store|audit\/(log|head|checks|pages|verify)|mail\/queue|letters\/templates)\.ts$/,
  ],
  [
    6,
    /^(organization\/(settings|smtp-drafts|logos)|password-reset\/(requests|reset-tokens|codes|reports)|setup\/link|overview\/(day-figures|tally)|mail\/(history|letters-of|words))\.ts$/,
  ],
  [6, /^security\/(attempts|tallies|known-programs|new-names|quota|demand)\.ts$/],
  [3, /^(api\/.*|recovery-api\/(codes|links|properties|tenant))\.ts$/],
  [6, /^api-keys\/keys\.ts$/],
  [7, /^api-keys\/(scopes|words|key-text|key-in-use|soon)\.ts$/],
  [6, /^recovery-api\/flows\.ts$/],
  [4, /^recovery-api\/[a-z-]+\.ts$/],
  [7, /^(security\/.*|audit\/(chain|words|csv)|users\/names)\.ts$/],
  [7, /^letters\/(shipped|markup|fitting|kinds|lint|plain-text|wrap|colours|spoken|browser-name)\.ts$/],
  [5, /^(.*\/mails|letters\/.*|smtp\/send-test|mail\/(deliver|keep-lease|after-fault|put-off-locked|retry))\.ts$/],
  [4, /^mail\/(acts|letter-page|letter-body)\.ts$/],
  [7, /^(mail|smtp)\/.*\.ts$/],
  [7, /^metrics\/(instruments|recent-readers)\.ts$/],
  [4, /^(api-keys|audit|sign-in|password-reset|my-account|users|organization|setup|overview|metrics)\/[a-z-]+\.ts$/],
]

const doorOf: Record<string, RegExp> = {
  express:
    /^(web\/.*|api\/.*|recovery-api\/(links|tenant)|.*\/(.*-)?(routes|operations)|sessions\/(middleware|recent-proof)|.*-door|listen)\.ts$/,
  mongoose:
    /^(database\/.*|users\/(model|users|administrators|import-drafts)|sessions\/store|audit\/(log|head|checks)|api-keys\/keys|mail\/(queue|history)|letters\/templates|organization\/(settings|smtp-drafts|logos)|password-reset\/requests|setup\/link|overview\/day-figures|recovery-api\/flows|security\/(tallies|known-programs|quota))\.ts$/,
  zod: /^(config|.*\/(.*-)?forms|web\/language-form|web\/(fields|parse-form|flash)|settings-file\/(faults|section)|api\/.*)\.ts$/,
  multer: /^web\/upload\.ts$/,
  'csv-parse': /^users\/read-csv\.ts$/,
  'intl-messageformat': /^languages\/translate\.ts$/,
  bowser: /^letters\/browser-name\.ts$/,
  'prom-client': /^metrics\/instruments\.ts$/,
  nodemailer: /^smtp\/transport\.ts$/,
  argon2: /^security\/passwords\.ts$/,
  ejs: /^web\/views\.ts$/,
  helmet: /^web\/security-headers\.ts$/,
  csurf: /^web\/csrf\.ts$/,
  'cookie-parser': /^web\/csrf\.ts$/,
  libsql: /^database\/embedded\/.*\.ts$/,
  mingo: /^database\/embedded\/.*\.ts$/,
  'smtp-server': /^demo\/.*\.ts$/,
  mailparser: /^demo\/.*\.ts$/,
}

describe('the house', () => {
  test.each(files)('%s has a row', (file) => {
    expect(rowOf(file)).toBeDefined()
  })

  test.each(files)('%s imports its own row or a row below', (file) => {
    const above = importsOf(file).inside.filter((target) => (rowOf(target) ?? 0) < (rowOf(file) ?? 0))
    expect(above).toEqual([])
  })

  test.each(files)('%s opens only the libraries it is the door of', (file) => {
    const libraries = importsOf(file).outside.map((name) => name.split('/')[0] ?? '')
    expect(libraries.filter((name) => !doorOf[name]?.test(file))).toEqual([])
  })

  test('the environment is read in config.ts alone', () => {
    expect(filesWith(/process\.env/, /^(config|demo\/.*)\.ts$/)).toEqual([])
  })

  test('the present moment comes from the clock alone, which start.ts winds', () => {
    expect(filesWith(/new Date\(\)|Date\.now\(\)/, /^(start|cli\/.*|demo\/.*|database\/embedded\/.*)\.ts$/)).toEqual([])
  })

  test('there is no junk drawer', () => {
    expect(files.filter((file) => /(^|\/)(utils?|helpers?|common|constants)(\/|\.ts)/.test(file))).toEqual([])
  })

  test('a file of more than 120 lines says why at its top', () => {
    const long = files.filter((file) => textOf(file).split('\n').length > 121)
    expect(long.filter((file) => !/^\/[/*]/.test(textOf(file)))).toEqual([])
  })
})

function rowOf(file: string): number | undefined {
  return rows.find(([, pattern]) => pattern.test(file))?.[0]
}

function importsOf(file: string): { inside: string[]; outside: string[] } {
  const lines = /^(?:import|export)\b[^'"]*? from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm
  const found = [...textOf(file).matchAll(lines)].map((match) => match[1] ?? match[2] ?? match[3] ?? '')
  const inside = found
    .filter((name) => name.startsWith('.'))
    .map((name) => relative(root, join(root, dirname(file), name)))
  return { inside, outside: found.filter((name) => !name.startsWith('.') && !name.startsWith('node:')) }
}

function filesWith(pattern: RegExp, allowed: RegExp): string[] {
  return files.filter((file) => !allowed.test(file) && pattern.test(textOf(file)))
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8')
}
