import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const binary = process.env.BATON_BINARY ?? join(import.meta.dirname, '../../../bin/baton')

export interface Setting {
  demo?: boolean // the demo shop's configuration, articles and people; default true
  env?: Record<string, string> // settings, as BATON_SECTION_KEY
}

/** Many tests come from one address, one after the other: more sign-ins and conversations than one customer's browser makes. */
const roomForTests = {
  BATON_LIMITS_LOGIN_PER_SECOND: '100', BATON_LIMITS_LOGIN_BURST: '1000',
  BATON_LIMITS_OPENING_PER_SECOND: '100', BATON_LIMITS_OPENING_BURST: '1000',
}

/** A real server: the program as it is shipped, with data of its own, on an address that it keeps when it starts again. */
export class Server {
  readonly data = mkdtempSync(join(tmpdir(), 'baton-e2e-'))
  url = ''
  private process?: ChildProcess
  private log: string[] = []
  private key = ''
  private hired = new Map<string, string>()
  private keys = new Map<string, string>()

  private constructor(private readonly setting: Setting) {}

  static async start(setting: Setting = {}): Promise<Server> {
    const server = new Server(setting)
    await server.up()
    server.key = server.command('key', 'create', '--name', 'browser tests', '--role', 'admin')
    return server
  }

  /** Starts it, or starts it again where it was. Resolves when it serves. */
  async up(): Promise<void> {
    const addr = this.url ? new URL(this.url).host : '127.0.0.1:0'
    const args = ['serve', ...(this.setting.demo === false ? [] : ['--demo']), '--data', this.data, '--addr', addr]
    const child = spawn(binary, args, {
      env: { ...process.env, ...roomForTests, ...this.setting.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process = child
    await new Promise<void>((serving, failed) => {
      const read = (line: string) => {
        this.log.push(line)
        const found = /msg=serving url=(\S+)/.exec(line)
        if (found) {
          this.url = found[1]
          serving()
        }
      }
      createInterface({ input: child.stderr }).on('line', read)
      createInterface({ input: child.stdout }).on('line', read)
      child.once('error', (e) => failed(new Error(`${binary} does not start (make build?): ${e.message}`)))
      child.once('exit', (code) => failed(new Error(`the server ended with ${code}:\n${this.printed()}`)))
    })
  }

  /** Ends it at once, as a power cut does, or gracefully with SIGTERM. */
  async down(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const child = this.process
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill(signal)
    await gone
  }

  /** Ends it and throws its data away. */
  async discard(): Promise<void> {
    await this.down()
    rmSync(this.data, { recursive: true, force: true })
  }

  /** What it has printed so far. */
  printed(): string {
    return this.log.join('\n')
  }

  /** Runs a command of the program on this server's data and returns what it prints. */
  command(...args: string[]): string {
    const ran = spawnSync(binary, [...args, '--data', this.data], { encoding: 'utf8', timeout: 20_000 })
    if (ran.status !== 0) throw new Error(`baton ${args.join(' ')}: ${ran.stderr || ran.error}`)
    return ran.stdout.trim()
  }

  /** Calls the API as an administrator, or with the key or token given. Throws the problem when it is refused. */
  async api<T = any>(method: string, path: string, body?: unknown, bearer = this.key): Promise<T> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { 'Content-Type': 'application/json', ...(bearer && { Authorization: `Bearer ${bearer}` }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
    return (text ? JSON.parse(text) : undefined) as T
  }

  /** The secret with which somebody signs in: one of the demo's people, as the server prints them, or somebody hired here. */
  secretOf(user: string): string {
    const known = this.hired.get(user) ?? new RegExp(`^${user} (\\S+)$`, 'm').exec(readFileSync(join(this.data, 'demo-logins'), 'utf8'))?.[1]
    if (!known) throw new Error(`nobody knows the secret of ${user}`)
    return known
  }

  /** A key with which to call the API as one of the people who work here. */
  async keyOf(user: string): Promise<string> {
    let secret = this.keys.get(user)
    if (!secret) {
      const { roles } = (await this.api('GET', '/v1/users?limit=500')).items.find((u: { id: string }) => u.id === user)
      secret = (await this.api('POST', '/v1/keys', { id: `e2e-${user}`, name: `e2e ${user}`, roles, user_id: user })).secret as string
      this.keys.set(user, secret)
    }
    return secret
  }

  /** Adds somebody who works here. */
  async hire(id: string, name: string, ...roles: string[]): Promise<string> {
    const { secret } = await this.api('POST', '/v1/users', { id, name, roles })
    this.hired.set(id, secret)
    return secret
  }
}
