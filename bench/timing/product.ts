import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Order } from './serve.ts'

/** The product in a process of its own, on a fresh database with the people of every class. */
export interface Product {
  port: number
  host: string
  order(order: Order): Promise<void>
  stop(): void
}

/** Starts it. Throws where it does not start. */
export async function startProduct(): Promise<Product> {
  const child = fork(new URL('serve.ts', import.meta.url), { execArgv: ['--import', 'tsx'] })
  const failed = once(child, 'exit').then(() => {
    throw new Error('The product ended')
  })
  failed.catch(() => undefined)
  const [where] = await Promise.race([once(child, 'message'), failed])
  return {
    ...where,
    order: async (order) => {
      child.send(order)
      await Promise.race([once(child, 'message'), failed])
    },
    stop: () => child.disconnect(),
  }
}
