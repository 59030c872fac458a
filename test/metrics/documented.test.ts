import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { useLatchkey } from '../support/latchkey.ts'
import { becomeAdministrator } from '../support/people.ts'
import { readYaml } from './read-yaml.ts'
import { scrape, seriesIn, typesIn } from './scrape.ts'

const latchkey = useLatchkey()
const docs = (name: string) => readFileSync(join(import.meta.dirname, '../../docs', name), 'utf8')
let text: string

beforeAll(async () => {
  await becomeAdministrator(latchkey)
  text = (await scrape(latchkey)).body
  text = (await scrape(latchkey)).body
})

interface Row {
  name: string
  type: string
  labels: string
  says: string
}

const rows: Row[] = docs('observability.md')
  .split('\n')
  .filter((line) => line.startsWith('| `latchkey_'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, name = '', type = '', labels = '', , says = '']) => ({ name: name.replaceAll('`', ''), type, labels, says }))

/** The metrics that a formula asks for. */
function metricsIn(formula: string): string[] {
  return [...formula.matchAll(/latchkey_\w+/g)].map(([name]) => name)
}

/** Whether the server has a metric, by the name that a formula knows it by. */
function has(name: string): boolean {
  const types = typesIn(text)
  const [, whole = name] = /^(.+)_(?:bucket|sum|count)$/.exec(name) ?? []
  return types.has(name) || types.get(whole) === 'histogram'
}

test('the table names every metric of the server with its type, and no other', () => {
  const there = rows.filter(({ says }) => process.platform === 'linux' || !says.includes('(Linux)'))
  const documented = there.map(({ name, type }) => `${name} ${type}`).sort()
  expect(documented).toEqual([...typesIn(text)].map(([name, type]) => `${name} ${type}`).sort())
})

test('the table names every label', () => {
  const broken = [...seriesIn(text).keys()].filter((series) => {
    const [, name = '', labels = ''] = /^(\w+?)(?:\{(.*)\})?$/.exec(series) ?? []
    const row = rows.find((one) => one.name === name || (one.type === 'histogram' && name.startsWith(`${one.name}_`)))
    const used = [...labels.matchAll(/(\w+)="/g)].map(([, label]) => label).filter((label) => label !== 'le')
    return used.some((label) => !row?.labels.includes(`\`${label}\``))
  })
  expect(broken).toEqual([])
})

describe('every metric that is asked for exists', () => {
  test('in the dashboard, which is well-formed JSON', () => {
    const { panels } = JSON.parse(docs('grafana-dashboard.json')) as { panels: { targets?: { expr: string }[] }[] }
    const formulas = panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr))
    expect(formulas.length).toBeGreaterThan(30)
    expect(formulas.flatMap(metricsIn).filter((name) => !has(name))).toEqual([])
  })

  test('in the alert rules, which are well-formed YAML, each with words for whoever is woken', () => {
    const { groups } = readYaml(docs('alerts.yml')) as { groups: { rules: Record<string, unknown>[] }[] }
    const rules = groups.flatMap((group) => group.rules)
    expect(rules.length).toBeGreaterThan(10)
    for (const { alert, expr, labels, annotations } of rules) {
      expect(alert).toMatch(/^Latchkey[A-Za-z]+$/)
      expect(labels).toEqual({ severity: expect.stringMatching(/^(warning|critical)$/) })
      expect(annotations).toMatchObject({ summary: expect.stringMatching(/^\S.+/) })
      expect(metricsIn(String(expr)).filter((name) => !has(name))).toEqual([])
    }
  })

  test('with the labels and their values that a formula chooses by', () => {
    const series = [...seriesIn(text).keys()].join('\n')
    const chosen = [
      ...`${docs('alerts.yml')}${docs('grafana-dashboard.json').replaceAll('\\"', '"')}`.matchAll(
        /(?:step|outcome)="([\w-]+)"/g,
      ),
    ].map(([all]) => all)
    expect(chosen.length).toBeGreaterThan(10)
    expect(chosen.filter((one) => !series.includes(one))).toEqual([])
  })
})
