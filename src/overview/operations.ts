import { type Operation, operation } from '../api/operation.ts'
import type { Deps } from '../deps.ts'
import { countWaiting } from '../mail/queue.ts'
import { countUsers } from '../users/users.ts'
import { examine } from './examine.ts'
import { readFigures } from './figures.ts'
import { healthAnswer, overviewAnswer, overviewQuery } from './forms.ts'
import { addHour, delayWithin, type HourFigures } from './tally.ts'

const figuresExample = {
  ...{ requested: 12, mailed: 11, completed: 9, signed_in: 140, refused: 6 },
  ...{ delay_median_ms: 400, delay_95_ms: 1600 },
}
const overviewExample = {
  period: '30d',
  users: 240,
  mails_waiting: 0,
  is_complete: true,
  totals: figuresExample,
  slots: [{ from: '2026-11-23T00:00:00.000Z', ...figuresExample }],
}
const healthExample = {
  state: 'warning',
  findings: [
    { what: 'Database', state: 'ok', text: 'MongoDB answers.' },
    {
      what: 'Administrators',
      state: 'warning',
      text: 'Only one can sign in.',
      advice: 'Give a second person the role, so that nobody is shut out when one is away.',
      href: '/users',
    },
  ],
}

/** The figures of the overview by program. */
export function overviewOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'Read the figures of the overview',
        scope: 'settings:read',
        query: overviewQuery,
        answers: { 200: { description: 'The figures', body: overviewAnswer, examples: [overviewExample] } },
      },
      async ({ res, query: { period = '30d' } }) => {
        const [{ slots, isComplete }, users, mailsWaiting] = await Promise.all([
          readFigures(deps, period),
          countUsers(),
          countWaiting(),
        ])
        const all: HourFigures = {}
        for (const { figures } of slots) addHour(all, figures)
        res.json({
          period,
          users,
          mails_waiting: mailsWaiting,
          is_complete: isComplete,
          totals: spelled(all),
          slots: slots.map(({ at, figures }) => ({ from: at.toISOString(), ...spelled(figures) })),
        })
      },
    ),
  ]
}

/** The health list by program: what `doctor` prints. */
export function healthOperations(deps: Deps): Operation[] {
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'Read the health list',
        description: 'What the command “doctor” prints. The answer is 200 also where something is at fault.',
        scope: 'settings:read',
        answers: { 200: { description: 'What was looked at', body: healthAnswer, examples: [healthExample] } },
      },
      async ({ res }) => {
        const findings = await examine(deps)
        const worst = (['fault', 'warning'] as const).find((state) => findings.some((one) => one.state === state))
        res.json({ state: worst ?? 'ok', findings })
      },
    ),
  ]
}

function spelled({ delays, ...figures }: HourFigures) {
  const { requested = 0, mailed = 0, completed = 0, signedIn = 0, refused = 0 } = figures
  return {
    ...{ requested, mailed, completed, signed_in: signedIn, refused },
    delay_median_ms: rounded(delayWithin(0.5, delays)),
    delay_95_ms: rounded(delayWithin(0.95, delays)),
  }
}

/** Delays are known to about a tenth. */
function rounded(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms)
}
