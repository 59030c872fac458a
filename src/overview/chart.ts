/** A chart to draw: one value per slot and series; undefined where there is nothing to say. `shape` puts the bars of a slot side by
 *  side, on top of one another, or in front of one another (the largest first). */
export interface Drawing {
  id: string
  title: string
  slots: string[]
  series: Series[]
  shape: 'grouped' | 'stacked' | 'layered'
  scale: Scale
  summary: string
}

export interface Series {
  name: string
  tone: 'first' | 'second' | 'third' | 'bad'
  /** What stands beside the name in the legend. */
  headline: string
  values: (number | undefined)[]
}

/** How values read: the tops an axis may end at, each with a half that reads well, and the words for a value. */
export interface Scale {
  tops: readonly number[]
  words(value: number): string
}

/** The drawing area in its own units; it is stretched to the room there is. */
const height = 100
const slotWidth = 12
const gap = 1.5

/** Works out a bar chart: where each bar stands, what the axes say, and the same figures as a table. */
export function draw(drawing: Drawing) {
  const { id, title, slots, series, shape, scale, summary } = drawing
  const heights = slots.map((_, slot) =>
    slotHeight(
      series.map(({ values }) => values[slot] ?? 0),
      shape,
    ),
  )
  const largest = Math.max(0, ...heights)
  const top = scale.tops.find((candidate) => candidate >= largest) ?? largest
  const bars = slots.flatMap((_, slot) => barsOf({ slot, series, shape, top }))
  return {
    id,
    title,
    summary,
    width: slots.length * slotWidth,
    height,
    bars: bars.filter((bar) => Number(bar.height) > 0),
    axis: { top: scale.words(top), middle: scale.words(top / 2), bottom: '0' },
    ends: [slots[0], slots[Math.floor(slots.length / 2)], slots.at(-1)],
    legend: series.map(({ name, tone, headline }) => ({ name, tone, headline })),
    rows: slots.map((label, slot) => ({
      label,
      cells: series.map(({ values }) => {
        const value = values[slot]
        return value === undefined ? '–' : scale.words(value)
      }),
    })),
    isEmpty: largest === 0,
  }
}

function slotHeight(values: number[], shape: Drawing['shape']): number {
  return shape === 'stacked' ? values.reduce((sum, value) => sum + value, 0) : Math.max(0, ...values)
}

function barsOf(at: { slot: number; series: Series[]; shape: Drawing['shape']; top: number }) {
  const { slot, series, shape, top } = at
  const room = slotWidth - 2 * gap
  const width = shape === 'grouped' ? room / series.length : room
  let below = 0
  return series.map(({ tone, values }, index) => {
    const tall = (height * (values[slot] ?? 0)) / top
    const x = slot * slotWidth + gap + (shape === 'grouped' ? index * width : 0)
    const y = height - tall - below
    if (shape === 'stacked') below += tall
    return { tone, x: spell(x), y: spell(y), width: spell(width), height: spell(tall) }
  })
}

function spell(number: number): string {
  return String(Math.round(number * 100) / 100)
}
