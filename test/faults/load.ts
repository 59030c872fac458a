import { setTimeout } from 'node:timers/promises'
import { duel, guess, type Office, toggle, turn } from './administrators.ts'
import { count, type Known, type Ledger } from './ledger.ts'
import { live } from './people.ts'
import type { Chance } from './random.ts'
import { adminOrigin, publicOrigin, type Stage } from './stage.ts'
import { visit } from './visitor.ts'

const loops = 4

/** Everything people do at once, until told to stop. */
export interface Load {
  /** Resolves when the last one has finished what was under way. */
  stop(): Promise<void>
}

/** Browsers, mailbox and ledger for somebody who acts on this stage. */
export function officeOf(stage: Stage, ledger: Ledger, chance: Chance): Office {
  const { apps, relayLog } = stage
  return {
    ledger,
    relayLog,
    chance,
    visitor: () => visit(publicOrigin, () => chance.pick(apps).publicPort),
    console: () => visit(adminOrigin, () => chance.pick(apps).adminPort),
  }
}

/** Sends people in: each loop has people of its own, one more loop is the administrators', one the guesser's. */
export function startLoad(stage: Stage, ledger: Ledger, chance: Chance): Load {
  let wanted = true
  const office = officeOf(stage, ledger, chance.fork('office'))
  const running = [
    ...Array.from({ length: loops }, (_, number) => {
      const own = ledger.people.filter((_one, index) => index % loops === number)
      const around = officeOf(stage, ledger, chance.fork(`people ${number}`))
      return loop(() => live(around, around.chance.pick(awake(own))), 5)
    }),
    loop(() => rule(office), 400),
    loop(() => guess(office), 1500),
  ]
  return {
    stop: async () => {
      wanted = false
      await Promise.all(running)
    },
  }

  async function loop(step: () => Promise<void>, pauseMs: number): Promise<void> {
    while (wanted) {
      await step()
      count(ledger, 'steps')
      await setTimeout(pauseMs)
    }
  }
}

/** Those who do not rest; everybody where all do. */
function awake(own: Known[]): Known[] {
  const those = own.filter((one) => one.restsUntil <= Date.now())
  return those.length > 0 ? those : own
}

async function rule(office: Office): Promise<void> {
  const who = office.chance.pick(office.ledger.administrators)
  const throwOf = office.chance.next()
  if (throwOf < 0.1) return duel(office)
  if (throwOf < 0.2 || !office.ledger.resetOpen.includes(true)) return toggle(office, who)
  return turn(office, who)
}
