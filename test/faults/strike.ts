import { setTimeout } from 'node:timers/promises'
import { cutOff } from './cut-off.ts'
import { accuse, count, type Ledger } from './ledger.ts'
import type { Act, Fault } from './schedule.ts'
import type { Stage } from './stage.ts'
import type { Supervised } from './supervise.ts'

/** Carries out a round, one act after the other. Ends early at `until` (epoch milliseconds); everything runs again afterwards. */
export async function carryOut(stage: Stage, ledger: Ledger, acts: Act[], until: number): Promise<void> {
  for (const { fault, gapMs, hasty } of acts) {
    if (Date.now() > until) break
    if (!hasty) await everybodyUp(stage)
    await setTimeout(gapMs)
    await strike(stage, ledger, fault)
  }
  stage.setMood(null)
  for (const number of stage.apps.keys()) stage.shiftClock(number, 0)
  await stage.mongodb?.clearFailPoints()
  for (const app of stage.apps) app.thaw()
  await everybodyUp(stage)
}

async function everybodyUp({ apps, mongodb }: Stage): Promise<void> {
  const all = [...apps.filter((app) => !app.isFrozen()), ...(mongodb ? [mongodb.process] : [])]
  await Promise.all(all.map((one) => one.whenReady()))
}

async function strike(stage: Stage, ledger: Ledger, fault: Fault): Promise<void> {
  const cut = (who: string, what: string) => ledger.cuts.push({ at: Date.now(), who, what })
  const kill = (one: Supervised | undefined) => {
    if (!one?.kill()) return
    cut(one.name, 'kill')
    count(ledger, one.name === 'relay' ? 'kills of the relay' : `kills of ${one.name.replace(/-\d/, '')}`)
    if (one.name !== 'relay') count(ledger, 'kills')
  }
  switch (fault.kind) {
    case 'kill-app':
      // a frozen one sleeps on: its turn comes when it wakes up
      return kill(
        stage.apps.find((app, index) => index >= fault.which && !app.isFrozen()) ??
          stage.apps.find((app) => !app.isFrozen()),
      )
    case 'kill-database':
      return kill(stage.mongodb?.process)
    case 'kill-relay':
      return kill(stage.relay)
    case 'freeze-app': {
      const app = stage.apps[fault.which]
      if (!app) return
      app.freeze()
      cut(app.name, 'freeze')
      count(ledger, 'freezes')
      const sleep = setTimeout(fault.forMs).then(() => {
        app.thaw()
        cut(app.name, 'thaw')
      })
      // the others go on meanwhile, where there are others
      return stage.apps.length === 1 ? sleep : undefined
    }
    case 'relay': {
      const { mood, stage: at, code, forMs } = fault
      stage.setMood({ kind: mood, stage: at, code, delayMs: 1500, until: Date.now() + forMs, share: 0 })
      count(ledger, `relay moods: ${mood}`)
      return
    }
    case 'fail-point':
      if (!(await stage.mongodb?.setFailPoint(fault.point, fault.times))) return
      cut('database', `fail point ${fault.point}`)
      count(ledger, 'fail points')
      return count(ledger, `fail points: ${fault.point}`)
    case 'step-down':
      if (!(await stage.mongodb?.stepDown())) return
      cut('database', 'step-down')
      return count(ledger, 'step-downs')
    case 'clock-jump':
      stage.shiftClock(fault.which, fault.toMs)
      return count(ledger, 'clock jumps')
    case 'cut-off':
      await everybodyUp(stage)
      return cutOff(stage, ledger, fault)
    case 'fill-disk':
      return fillDisk(stage, ledger, fault.forMs)
  }
}

async function fillDisk(stage: Stage, ledger: Ledger, forMs: number): Promise<void> {
  await everybodyUp(stage)
  const { fill, free } = await import('./small-volume.ts')
  fill(stage.config.dataDir)
  ledger.cuts.push({ at: Date.now(), who: 'database', what: 'disk full' })
  count(ledger, 'full disks')
  for (const { publicPort } of stage.apps) {
    const page = await fetch(`http://127.0.0.1:${publicPort}/health/ready`).catch(() => undefined)
    if (page && !page.ok) accuse(ledger, `C15 with a full disk reading ended with ${page.status}`)
  }
  await setTimeout(forMs)
  free(stage.config.dataDir)
  ledger.cuts.push({ at: Date.now(), who: 'database', what: 'room again' })
}
