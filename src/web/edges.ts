import type { Stretch } from '../database/keyset.ts'

/** The links to the page of newer and the page of older rows, undefined where there is none. `asked` is what this page was asked
 *  by, `href` makes a link of the edge the next page begins at. */
export function edges<Id, Doc extends { _id: Id }>(
  page: Stretch<Doc>,
  asked: { older: Id | undefined; newer: Id | undefined },
  href: (edge: { older?: Id; newer?: Id }) => string,
): { newerHref: string | undefined; olderHref: string | undefined } {
  const [first, end] = [page.found[0], page.found.at(-1)]
  const beyond = { nothing: undefined, something: asked.newer === undefined ? end : first, unknown: page.last }[
    page.more
  ]
  const newer = asked.newer === undefined ? asked.older !== undefined && first : beyond
  const older = asked.newer === undefined ? beyond : end
  return {
    newerHref: newer ? href({ newer: newer._id }) : undefined,
    olderHref: older ? href({ older: older._id }) : undefined,
  }
}

/** A path with those of the parameters that say something. */
export function withQuery(path: string, parameters: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined && value !== '') query.set(name, String(value))
  return query.size === 0 ? path : `${path}?${query}`
}
