import { parseArgs } from 'node:util'
import { walkGluu } from './gluu.ts'
import { lookElsewhere } from './other-screens.ts'
import { play } from './stage.ts'
import { walkWso2 } from './wso2.ts'

const { values } = parseArgs({ options: { directory: { type: 'string' }, screenshots: { type: 'string' } } })

/** Walks both guides against `npm start`, in a real browser, with a relay that is a process of its own. */
await play('walk', { directory: values.directory, pictures: values.screenshots }, async (scene) => {
  await walkGluu(scene)
  await walkWso2(scene)
  await lookElsewhere(scene)
})
