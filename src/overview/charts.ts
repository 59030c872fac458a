import { draw, type Scale } from './chart.ts'
import type { Period, Slot } from './figures.ts'
import { addHour, delayWithin, type Figure, type HourFigures } from './tally.ts'

const counts: Scale = {
  tops: [4, 10, 20, 40, 100, 200, 400, 1000, 2000, 4000, 1e4, 2e4, 4e4, 1e5, 2e5, 4e5, 1e6, 2e6, 4e6, 1e7],
  words: (value) => value.toLocaleString('en'),
}

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const delays: Scale = {
  tops: [2, 4, 10, 20, 40, 60, 120, 240, 600, 1200, 2400, 3600, 7200, 14_400, 36_000, 86_400, 172_800, 604_800].map(
    (seconds) => seconds * second,
  ),
  words: inTime,
}

/** The charts of the overview: resets, sign-ins and how long mail takes. */
export function chartsOf(slots: Slot[], period: Period) {
  const all: HourFigures = {}
  for (const { figures } of slots) addHour(all, figures)
  const labels = slots.map(({ label }) => label)
  const when = period === '24h' ? 'in the last 24 hours' : 'in the last 30 days'
  const of = (figure: Figure) => ({
    headline: counts.words(all[figure] ?? 0),
    values: slots.map(({ figures }) => figures[figure] ?? 0),
  })
  const within = (share: number) => ({
    headline: about(delayWithin(share, all.delays)),
    values: slots.map(({ figures }) => delayWithin(share, figures.delays)),
  })
  const [median, most] = [within(0.5), within(0.95)]
  return [
    draw({
      id: 'resets',
      title: 'Password resets',
      slots: labels,
      shape: 'grouped',
      scale: counts,
      summary: `${of('requested').headline} requested, ${of('mailed').headline} mailed and ${of('completed').headline} completed ${when}.`,
      series: [
        { name: 'Requested', tone: 'third', ...of('requested') },
        { name: 'Mailed', tone: 'second', ...of('mailed') },
        { name: 'Completed', tone: 'first', ...of('completed') },
      ],
    }),
    draw({
      id: 'sign-ins',
      title: 'Sign-ins',
      slots: labels,
      shape: 'stacked',
      scale: counts,
      summary: `${of('signedIn').headline} done and ${of('refused').headline} refused ${when}, at both doors.`,
      series: [
        { name: 'Done', tone: 'first', ...of('signedIn') },
        { name: 'Refused', tone: 'bad', ...of('refused') },
      ],
    }),
    draw({
      id: 'mail-delay',
      title: 'Mail delay',
      slots: labels,
      shape: 'layered',
      scale: delays,
      summary: `From the queue to the relay’s acceptance ${when}: half of all letters within ${median.headline}, 95 of 100 within ${most.headline}.`,
      series: [
        { name: '95 of 100 within', tone: 'third', ...most },
        { name: 'Half within', tone: 'first', ...median },
      ],
    }),
  ]
}

function about(ms: number | undefined): string {
  return ms === undefined ? '–' : `about ${inTime(ms)}`
}

function inTime(ms: number): string {
  if (ms < second) return `${Math.max(10, Math.round(ms / 10) * 10)} ms`
  if (ms < 100 * second) return `${Number((ms / second).toPrecision(2))} s`
  if (ms < 100 * minute) return `${Math.round(ms / minute)} min`
  return ms < 48 * hour ? `${Math.round(ms / hour)} h` : `${Math.round(ms / (24 * hour))} days`
}
