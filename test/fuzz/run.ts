import { mailAddresses } from './addresses.ts'
import { walkOrders } from './journey.ts'
import { readOptions } from './options.ts'
import { sendRequests } from './requests.ts'

/** The fuzz runner: requests over real sockets at a product in a process of its own, step orders of the reset journey, addresses for the
 *  mail builder. Ends with 1 where something was found; a run is repeated by its seed. */
const options = readOptions()
process.stdout.write(`seed ${options.seed}\n`)
let found = 0

if (options.requests > 0) {
  const { open, seen } = await sendRequests(options)
  const { findings, ...figures } = seen
  const { blockedMs, megabytes } = open
  process.stdout.write(`${JSON.stringify({ ...figures, blockedMs, megabytes }, null, 2)}\n`)
  for (const [fault, request] of findings) process.stdout.write(`\nFOUND ${fault}\n${request}\n`)
  for (const [fault, times] of open.faults) process.stdout.write(`\nFOUND ${times} × ${fault}\n`)
  if (!open.isAlive()) process.stdout.write(`\nFOUND the process ended: ${open.lastWords()}\n`)
  found += findings.size + open.faults.size + (open.isAlive() ? 0 : 1)
  await open.close()
}

if (options.orders > 0) {
  const { finding, walked } = await walkOrders(options)
  process.stdout.write(`orders ${walked}\n`)
  if (finding) process.stdout.write(`\nFOUND ${finding}\n`)
  found += finding ? 1 : 0
}

if (options.addresses > 0) {
  const { finding, ...counts } = await mailAddresses(options)
  process.stdout.write(`addresses ${JSON.stringify(counts)}\n`)
  if (finding) process.stdout.write(`\nFOUND ${finding}\n`)
  found += finding ? 1 : 0
}

process.exit(found === 0 ? 0 : 1)
