import type { Express } from 'express'
import type { DoorName, Route } from './town.ts'

interface Layer {
  route?: { path: string | string[]; methods: Record<string, boolean> }
  handle?: { stack?: Layer[] }
}

/** Every route that a door declares, found in its routers; those below `/api` are written relative to their section. */
export function routesOf(app: Express, door: DoorName): Route[] {
  return layersBelow((app.router as unknown as { stack: Layer[] }).stack).flatMap(({ route }) => {
    if (!route) return []
    const methods = Object.keys(route.methods).filter((method) => method !== '_all')
    return [route.path]
      .flat()
      .flatMap((path) => methods.map((method) => ({ door, method: method.toUpperCase(), path })))
  })
}

function layersBelow(stack: Layer[]): Layer[] {
  return stack.flatMap((layer) => [layer, ...layersBelow(layer.handle?.stack ?? [])])
}
