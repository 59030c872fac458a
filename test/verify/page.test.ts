// Long because a step is told in whole programs: what it starts, prints and leaves behind.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { chosen, readOptions } from './options.ts'
import type { Step } from './step.ts'
import { allSteps } from './steps.ts'
import { leftOut, takeStep } from './take-step.ts'
import { inWords } from './words.ts'

const folder = mkdtempSync(join(tmpdir(), 'latchkey-verify-'))
afterAll(() => rmSync(folder, { recursive: true }))

const step = (code: string, over: Partial<Step> = {}): Step => ({
  name: 'short',
  promise: 'it holds',
  command: () => [process.execPath, '-e', code],
  minutes: 1,
  isLong: false,
  read: ({ printed }) => [{ promise: 'it holds', figure: printed.trim(), verdict: 'pass' }],
  ...over,
})
const surroundings = (signal = new AbortController().signal) => ({ folder, env: {}, signal })

describe('a step', () => {
  test('gives the figures that are read from what it printed, and keeps that in a log', async () => {
    const { rows } = await takeStep(step('console.log(42)'), surroundings())
    expect(rows).toMatchObject([{ promise: 'it holds', figure: '42', verdict: 'pass' }])
    expect(readFileSync(join(folder, 'short.log'), 'utf8')).toBe('42\n')
  })

  test('fails when its report cannot be read', async () => {
    const read = () => JSON.parse('')
    const { rows } = await takeStep(step('process.exit(3)', { read }), surroundings())
    expect(rows).toMatchObject([
      { promise: 'it holds', figure: expect.stringContaining('ended with 3'), verdict: 'fail' },
    ])
  })

  test('fails when its command is not there', async () => {
    const { rows } = await takeStep(step('', { command: () => ['no-such-program'] }), surroundings())
    expect(rows).toMatchObject([{ verdict: 'fail' }])
  })

  test('is ended with all it started when its time is over', async () => {
    const file = join(folder, 'port')
    const deep = `const server = require('node:net').createServer().listen(0, '127.0.0.1', () =>
      require('node:fs').writeFileSync(${JSON.stringify(file)}, String(server.address().port)))`
    const code = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(deep)}]); setInterval(() => {}, 1000)`
    const stopping = new AbortController()
    const taking = takeStep(step(code), surroundings(stopping.signal))
    const portOf = () => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0)
    await expect.poll(portOf, { timeout: 10_000 }).toBeGreaterThan(0)
    expect(await answers(portOf())).toBe(true)
    stopping.abort()
    expect((await taking).rows).toMatchObject([{ figure: 'did not come to its end (0 minutes)', verdict: 'fail' }])
    await expect.poll(() => answers(portOf())).toBe(false)
  })

  test('is ended by its own limit', async () => {
    const { rows } = await takeStep(step('setInterval(() => {}, 1000)', { minutes: 0.002 }), surroundings())
    expect(rows).toMatchObject([{ verdict: 'fail' }])
  })
})

describe('the page', () => {
  const [first] = allSteps(4000)
  const rows = [
    { promise: 'a | b', figure: '1 of 1', verdict: 'pass' as const, command: 'npm run x', seconds: 61.4 },
    ...(first ? [leftOut(first, 'not run (quick)')] : []),
  ]
  const report = {
    at: '2026-11-24 03:00',
    commit: 'abc',
    machine: '2 cores',
    node: '24.14.1',
    asked: 'All.',
    rows,
    goals: [],
  }

  test('has a line for every promise, with figure, verdict, command and time', () => {
    const text = inWords(report)
    expect(text).toContain('| a \\| b | 1 of 1 | pass | `npm run x` | 61 |')
    expect(text).toContain('not run (quick) | not run | `npm run verify:advisories -- --out DIR` | 0 |')
    expect(text).toContain('on 2026-11-24 03:00, never by hand: commit abc, Node 24.14.1, 2 cores.')
    expect(text).toContain('**No promise is broken**: 1 pass, 0 fail, 1 not run.')
    expect(text).not.toContain('Speed')
  })

  test('says how many promises are broken, and tells goals apart', () => {
    const goal = { name: 'Sign-ins', bar: 'at least 0.85', figure: '0.65', standing: 'open: not yet met' as const }
    const broken = { promise: 'c', figure: '0', verdict: 'fail' as const, command: 'npm run y', seconds: 1 }
    const text = inWords({ ...report, rows: [...rows, broken], goals: [goal] })
    expect(text).toContain('**1 broken**: 1 pass, 1 fail, 1 not run.')
    expect(text.indexOf('| Sign-ins | at least 0.85 | 0.65 | open: not yet met |')).toBeGreaterThan(
      text.indexOf('## Speed'),
    )
  })
})

describe('the command line', () => {
  test('chooses steps by name, and refuses a name that is none', () => {
    const options = readOptions(['--quick', '--only', 'sbom,advisories', '--out', '/x', '--n', '400'], '/')
    expect(options).toEqual({ isQuick: true, only: ['sbom', 'advisories'], out: '/x', n: 400 })
    expect(chosen(allSteps(400), options).map(({ name }) => name)).toEqual(['advisories', 'sbom'])
    expect(() => chosen(allSteps(400), { ...options, only: ['sbon'] })).toThrow('There is no step sbon')
    expect(() => readOptions(['--n', 'many'], '/')).toThrow()
  })

  test('every step is a script of package.json', () => {
    const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8'))
    const called = allSteps(400).map(({ command }) => command('DIR').slice(0, 4))
    expect(called.map(([program, run, silent]) => [program, run, silent])).toEqual(
      called.map(() => ['npm', 'run', '--silent']),
    )
    expect(called.map(([, , , script]) => script).filter((script) => !scripts[script ?? ''])).toEqual([])
  })
})

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
