import type { Ended, Line } from './step.ts'

interface Requests {
  requests: number
  slowestMs: number
}

/** Reads what the fuzz runner printed: requests, step orders and addresses, each with what was found in it. Its findings follow the
 *  figures of the part they are of. */
export function readFuzz({ code, printed }: Ended): Line[] {
  const seed = /^seed (\d+)$/m.exec(printed)?.[1]
  const figures = /^\{\n[\s\S]*?^\}$/m.exec(printed)?.[0]
  const orders = /^orders (\d+)$/m.exec(printed)
  const addresses = /^addresses (\{.*\})$/m.exec(printed)
  if (!seed || !figures || !orders || !addresses) throw new Error('it did not come to its end')
  const { requests, slowestMs } = JSON.parse(figures) as Requests
  const parts: [promise: string, figure: string, text: string][] = [
    [
      'Random requests: no 5xx, no crash, nothing over a second',
      `${requests.toLocaleString('en')} requests, the slowest ${slowestMs} ms`,
      printed.slice(0, orders.index),
    ],
    [
      'Random orders of the reset journey keep its rules',
      `${Number(orders[1]).toLocaleString('en')} orders`,
      printed.slice(orders.index, addresses.index),
    ],
    ['Random addresses reach nobody else', counted(addresses[1] ?? '{}'), printed.slice(addresses.index)],
  ]
  const found = (text: string) => [...text.matchAll(/^FOUND /gm)].length
  const isUnexplained = code !== 0 && found(printed) === 0
  return parts.map(([promise, figure, text]) => ({
    promise,
    figure: `${figure}, ${found(text)} findings (seed ${seed})`,
    verdict: found(text) === 0 && !isUnexplained ? 'pass' : 'fail',
  }))
}

function counted(text: string): string {
  const counts = Object.entries(JSON.parse(text) as Record<string, unknown>)
  return counts
    .map(([name, count]) => `${name} ${typeof count === 'number' ? count.toLocaleString('en') : JSON.stringify(count)}`)
    .join(', ')
}
