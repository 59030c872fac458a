import express from 'express'
import { listen, portOf } from '../../src/listen.ts'
import { stopListening } from '../../src/stop-listening.ts'
import { serveAssets } from '../../src/web/assets.ts'
import { serveEstimator } from '../../src/web/estimator.ts'
import type { Shot } from './town.ts'

/** The states of the gallery at an address of this machine. */
export interface Gallery {
  addressOf(shot: Pick<Shot, 'name' | 'language'>): string
  /** Where a page that stands in a frame is to be seen alone. */
  addressOfFrame(path: string): string
  close(): Promise<void>
}

/** Serves pages as they were seen, with the product's own styles, scripts and frames beside them. */
export async function serveGallery(shots: Shot[]): Promise<Gallery> {
  const pages = new Map(shots.flatMap((shot) => [[pathOf(shot), shot.html], ...Object.entries(shot.frames)]))
  const app = express()
  app.use('/assets', serveEstimator(), serveAssets())
  app.use((req, res) => {
    const page = pages.get(req.path)
    if (page === undefined) res.sendStatus(404)
    else res.type('html').send(page)
  })
  const server = await listen(app, { host: '127.0.0.1', port: 0 })
  const origin = `http://127.0.0.1:${portOf(server)}`
  return {
    addressOf: (shot) => `${origin}${pathOf(shot)}`,
    addressOfFrame: (path) => `${origin}${path}`,
    close: () => stopListening(server),
  }
}

function pathOf({ name, language }: Pick<Shot, 'name' | 'language'>): string {
  return `/${language}/${name}.html`
}
