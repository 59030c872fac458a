import { subscribe } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'

// Loaded into an app before anything else: it notes from which port each connection it accepted came, and when, so that the runner can tell a
// request that was taken from one that the kernel let wait at a door about to close.
const { FAULTS_ACCEPTED: file } = process.env
if (file) subscribe('net.server.socket', ({ socket }) => appendFileSync(file, `${socket.remotePort} ${Date.now()}\n`))
