import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Config } from '../../src/config.ts'
import { greeting } from './relay-log.ts'

/** A process of its own that answers messages. */
export interface Worker {
  ask<Answer>(question: object | string): Promise<Answer>
  end(): Promise<void>
}

/** Starts a worker file of this folder with the database's configuration, and waits until it is connected. */
export async function startWorker(file: string, config: Config, name: string): Promise<Worker> {
  const given = JSON.stringify({ mongodbUri: config.mongodbUri, dataDir: config.dataDir, secrets: config.secrets })
  const execArgv = ['--import', 'tsx', '--import', join(import.meta.dirname, 'app-name.mjs')]
  const env = { ...process.env, FAULTS_NAME: greeting(name) }
  const child = fork(join(import.meta.dirname, file), [given], { execArgv, env })
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${file} ended with ${code}`)
  })
  await Promise.race([once(child, 'message'), ended])
  ended.catch(() => {})
  return { ask: (question) => ask(child, question), end: () => end(child) }
}

function ask<Answer>(child: ChildProcess, question: object | string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null) => reject(new Error(`A worker ended with ${code}`))
    child.once('exit', fail)
    child.once('message', (answer) => {
      child.off('exit', fail)
      resolve(answer as Answer)
    })
    child.send(question)
  })
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}
