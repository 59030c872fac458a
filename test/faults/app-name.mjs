import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

// Loaded into a process that delivers mail before anything else: it greets the SMTP server by a name of its own, so that the runner
// knows whose delivery was under way when something struck.
const { FAULTS_NAME: name } = process.env
if (name) os.hostname = () => name
syncBuiltinESMExports()
