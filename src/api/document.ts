import { z } from 'zod'
import type { Deps } from '../deps.ts'
import type { Section } from './contents.ts'
import { type OpenApi, openApi } from './openapi.ts'
import { type Operation, operation } from './operation.ts'

const documentBody = z.looseObject({
  openapi: z.string().startsWith('3.1.'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string(), z.unknown()),
})

/** What the API can do, for programs: whoever may call anything may read it. `sections` gives what is in it. */
export function documentOperations(deps: Deps, sections: () => Section[]): Operation[] {
  const document = onceWritten(deps, sections)
  return [
    operation(
      {
        method: 'get',
        path: '/',
        summary: 'This document',
        description:
          'The API as an OpenAPI 3.1 document. Any key is good for it; so is the session of an administrator in the console.',
        scope: 'any',
        answers: { 200: { description: 'The document', body: documentBody } },
      },
      ({ res }) => res.json(document()),
    ),
  ]
}

/** The document, written when somebody wants it for the first time. */
export function onceWritten(deps: Deps, sections: () => Section[]): () => OpenApi {
  let written: OpenApi | undefined
  return () => {
    written ??= openApi(sections(), deps.config.adminDoor)
    return written
  }
}
