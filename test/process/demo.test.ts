import { createConnection } from 'node:net'
import { describe, expect, test } from 'vitest'
import { freePort, run } from './running.ts'

describe('npm run demo', () => {
  test('lists the guide’s steps, answers at every address it names, and leaves on Ctrl-C', async () => {
    const ports = await Promise.all([freePort(), freePort(), freePort(), freePort()])
    const [PORT = '', ADMIN_PORT = '', DEMO_SMTP_PORT = '', DEMO_MAIL_PORT = ''] = ports.map(String)
    const demo = run({ PORT, ADMIN_PORT, DEMO_SMTP_PORT, DEMO_MAIL_PORT }, 'demo/demo.js')
    await demo.says(/Six steps[\s\S]*Ctrl-C stops it/)
    for (const label of ['Test Configuration', 'Self-Service Password Reset', 'Forgot your Password?', 'Send Mail']) {
      expect(demo.output()).toContain(label)
    }
    const [, user, password] = /(admin) \/ (.+)\n/.exec(demo.output()) ?? []
    const console = await demo.console().open('/sign-in')
    await console.submit('Sign in', { identifier: user ?? '', password: password ?? '' })
    expect([console.heading, console.text]).toEqual(['Overview', expect.stringContaining('Hafen Library')])
    expect((await demo.visitor().open('/sign-in')).heading).toBe('Sign in')
    expect((await fetch(`http://127.0.0.1:${DEMO_MAIL_PORT}/`)).status).toBe(200)
    expect((await fetch(`http://127.0.0.1:${PORT}/health/ready`)).status).toBe(200)
    expect(await greeting(Number(DEMO_SMTP_PORT))).toMatch(/^220 /)
    demo.child.kill('SIGINT')
    expect(await demo.ended).toBe(0)
  })
})

function greeting(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(port, '127.0.0.1')
    socket.on('error', reject)
    socket.once('data', (data) => {
      resolve(String(data))
      socket.destroy()
    })
  })
}
