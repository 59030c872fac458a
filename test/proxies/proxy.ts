import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { delimiter, join } from 'node:path'
import { eventually } from '../process/running.ts'
import { certificate } from './tls-tunnel.ts'

/** Where everything is in a test of a proxy. */
export interface Place {
  folder: string
  http: number
  https: number
  publicPort: number
  adminPort: number
}

/** A proxy with a sample of its configuration in `docs/operators`. */
export interface ProxyProgram {
  name: 'nginx' | 'Caddy'
  program: string
  /** The sample with the names, ports and paths of the test, as it is written into the test's folder. */
  write(at: Place): Promise<string[]>
}

export const names = { public: 'id.example.test', admin: 'console.example.test' }

export const nginx: ProxyProgram = {
  name: 'nginx',
  program: 'nginx',
  write: async (at) => {
    const sample = changed('nginx.conf', [
      ...everywhere(at),
      [/listen 443 ssl/g, `listen 127.0.0.1:${at.https} ssl`],
      [/listen 80/g, `listen 127.0.0.1:${at.http}`],
      ['https://$host$request_uri', `https://$host:${at.https}$request_uri`],
      [/proxy_set_header Host \$host;/g, 'proxy_set_header Host $host:$server_port;'],
      [/\/etc\/letsencrypt\/\S+fullchain\.pem/g, certificate.cert],
      [/\/etc\/letsencrypt\/\S+privkey\.pem/g, certificate.key],
      [/\/var\/log\/nginx/g, at.folder],
    ])
    await writeFile(join(at.folder, 'latchkey.conf'), sample)
    const main = join(at.folder, 'nginx.conf')
    await writeFile(main, around(at.folder))
    return ['-p', at.folder, '-c', main]
  },
}

export const caddy: ProxyProgram = {
  name: 'Caddy',
  program: 'caddy',
  write: async (at) => {
    const own = `admin off\n\tauto_https disable_certs\n\thttp_port ${at.http}\n\thttps_port ${at.https}`
    const tls = `tls ${certificate.cert} ${certificate.key}`
    const sample = changed('Caddyfile', [
      ...everywhere(at),
      [/^\{\n/m, `{\n\t${own}\n`],
      [/^((?:id|console)\.example\.test|:443) \{\n/gm, '$1 {\n\tbind 127.0.0.1\n'],
      [/^((?:id|console)\.example\.test) \{\n/gm, `$1 {\n\t${tls}\n`],
      [/^:443/m, `:${at.https}`],
    ])
    const file = join(at.folder, 'Caddyfile')
    await writeFile(file, sample)
    return ['run', '--config', file, '--adapter', 'caddyfile']
  },
}

/** Where a program is, on the path or among those of the administrator; undefined where it is not installed. */
export function programFile(program: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin']
  return folders.map((folder) => join(folder, program)).find((file) => existsSync(file))
}

/** Starts a proxy and resolves once it listens. `words` is all it wrote, on the terminal and into its files. */
export async function startProxy(
  proxy: ProxyProgram,
  at: Place,
): Promise<{ words(): Promise<string>; close(): Promise<void> }> {
  await mkdir(at.folder, { recursive: true })
  const args = await proxy.write(at)
  const env = { PATH: process.env.PATH ?? '', HOME: at.folder, XDG_DATA_HOME: at.folder, XDG_CONFIG_HOME: at.folder }
  const child = spawn(programFile(proxy.program) ?? proxy.program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += String(chunk)))
  const ended = once(child, 'close')
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`${proxy.name} ended: ${said}`)
    return (await isTaken(at.https)) || undefined
  }, 10_000)
  return {
    words: async () => said + (await textsIn(at.folder)),
    close: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** The changes that fit both samples. */
function everywhere(at: Place): [RegExp, string][] {
  return [
    [/\b(id|console)\.example\.org/g, '$1.example.test'],
    [/127\.0\.0\.1:3000/g, `127.0.0.1:${at.publicPort}`],
    [/127\.0\.0\.1:3001/g, `127.0.0.1:${at.adminPort}`],
    [/192\.0\.2\.0\/24/g, '127.0.0.1/32'],
  ]
}

/** A sample with these changes; a sample that one of them does not fit is not the one this test knows. */
function changed(file: string, changes: [RegExp | string, string][]): string {
  let text = readFileSync(join(import.meta.dirname, '../../docs/operators', file), 'utf8')
  for (const [what, by] of changes) {
    const next = text.replace(what, by)
    if (next === text) throw new Error(`${file} holds nothing like ${what}`)
    text = next
  }
  return text
}

/** What a distribution puts around the files of conf.d: old protocols and compression included. */
function around(folder: string): string {
  const spools = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  return `
user ${userInfo().username};
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log;
events { worker_connections 256; }
http {
  ${spools.join('\n  ')}
  access_log ${folder}/access.log;
  ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
  gzip on;
  include ${folder}/latchkey.conf;
}
`
}

function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port })
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
}

async function textsIn(folder: string): Promise<string> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true })
  const texts = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'utf8'))
  return (await Promise.all(texts)).join('\n')
}
