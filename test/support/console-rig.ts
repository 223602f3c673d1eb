// A server with people in every role and a real browser, for the tests of the console.
import { expect } from 'bun:test'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core'
import { buildConsole } from '../../scripts/build/console.ts'
import { type Account, Accounts } from './accounts.ts'
import { ApiCaller } from './api.ts'
import { violationsOf } from './axe.ts'
import { Caller } from './caller.ts'
import { CookieClient } from './cookie-client.ts'
import { requireProgram } from './programs.ts'
import { startTestServer, type TestServer, type TestServerOptions } from './server.ts'

export type Who = 'administrator' | 'maintainer' | 'developer' | 'guest' | 'anonymous'

export interface Look {
  readonly who?: Who
  readonly language?: 'en' | 'zh-CN'
  readonly width?: 1440 | 390
  readonly scheme?: 'light' | 'dark'
}

/** Each language at each width. */
export const allLooks: readonly Look[] = [
  { language: 'en', width: 1440, scheme: 'light' },
  { language: 'zh-CN', width: 390, scheme: 'dark' },
  { language: 'zh-CN', width: 1440, scheme: 'light' },
  { language: 'en', width: 390, scheme: 'dark' },
]

/** Each language, width and scheme once. */
export const everyLook = allLooks.slice(0, 2)

/** Of these a test may have several open; browsers of tests before it only take memory and time. */
const mostOpen = 12

/** For what a page asks for, in milliseconds. */
const patience = 20_000

const heights = { 1440: 900, 390: 844 } as const

/** What a page said and asked for. */
interface Seen {
  readonly problems: string[]
  readonly name: string
  /** Not answered yet. */
  readonly asked: Set<Request>
  /** The server's failures are meant. */
  forgiven: boolean
}

export class ConsoleRig {
  readonly accounts: Accounts
  readonly admin: ApiCaller
  /** Pushes and pulls as the administrator. */
  readonly pusher: Caller
  /** Origins beside the server's that pages may be led to, such as a provider's. */
  readonly neighbours: string[] = []
  private readonly people = new Map<Who, Account>()
  private readonly sessions = new Map<Who, string>()
  private readonly contexts: BrowserContext[] = []
  private readonly seen = new WeakMap<Page, Seen>()

  private constructor(
    readonly server: TestServer,
    readonly browser: Browser,
  ) {
    this.accounts = new Accounts(server)
    this.admin = new ApiCaller(server, this.accounts.admin())
    this.pusher = new Caller(server.url, this.accounts.admin())
  }

  /** With the private project `team`, in which there is somebody of each role. */
  static async start(options: TestServerOptions = {}): Promise<ConsoleRig> {
    await buildConsole(join(import.meta.dir, '../..'))
    const program = requireProgram('chromium')
    if ('missing' in program) throw new Error(program.missing)
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    const server = await startTestServer(options)
    const rig = new ConsoleRig(server, await chromium.launch({ executablePath: program.path, args }))
    await rig.bringPeople()
    return rig
  }

  async stop(): Promise<void> {
    for (const context of this.contexts) await context.close()
    await this.browser.close()
    await this.server.stop()
  }

  account(who: Who): Account {
    const account = this.people.get(who)
    if (!account) throw new Error(`${who} has no account`)
    return account
  }

  /** A page in a browser of its own. @param path such as `/projects` */
  async open(path: string, look: Look = {}): Promise<Page> {
    const { who = 'administrator', language = 'en', width = 1440, scheme = 'light' } = look
    const context = await this.browser.newContext({
      locale: language,
      colorScheme: scheme,
      viewport: { width, height: heights[width] },
      reducedMotion: 'reduce',
      permissions: ['clipboard-read', 'clipboard-write'],
    })
    this.contexts.push(context)
    if (this.contexts.length > mostOpen) await this.contexts.shift()?.close()
    await this.signIn(context, who)
    const page = await context.newPage()
    this.watch(page, `${who}-${language}-${width}-${scheme}`)
    await page.goto(`${this.server.url}${path}`)
    await this.calm(page)
    return page
  }

  /** One more page in the same browser. */
  async another(beside: Page, path: string): Promise<Page> {
    const page = await beside.context().newPage()
    this.watch(page, this.seen.get(beside)?.name ?? '')
    await page.goto(`${this.server.url}${path}`)
    await this.calm(page)
    return page
  }

  /** Until nothing loads any more: all is answered, and shown. */
  async calm(page: Page): Promise<void> {
    // A page that a test opened by itself is not watched.
    const asked = this.seen.get(page)?.asked
    const end = Date.now() + patience
    do {
      await page.waitForFunction(() => {
        const root = document.getElementById('console')
        const isThere = root === null || document.querySelector('main h1') !== null
        return isThere && !document.querySelector('[aria-busy=true]')
      })
      await page.evaluate(drawn)
      if (Date.now() > end) throw new Error(`no answer to ${[...(asked ?? [])].map((each) => each.url())}`)
    } while (asked !== undefined && asked.size > 0)
  }

  /** From now on the server's failures are meant. */
  forgive(page: Page): void {
    const seen = this.seen.get(page) as Seen
    seen.forgiven = true
  }

  /** Fails for what no page of the console may have; keeps a picture where ENTREPOT_TEST_PICTURES names a folder. */
  async look(page: Page, name: string): Promise<void> {
    await this.calm(page)
    await this.lookAtOnce(page, name)
  }

  /** The same, while something loads. */
  async lookAtOnce(page: Page, name: string): Promise<void> {
    const seen = this.seen.get(page) as Seen
    const folder = process.env.ENTREPOT_TEST_PICTURES
    if (folder) {
      mkdirSync(folder, { recursive: true })
      await page.screenshot({ path: join(folder, `${name}-${seen.name}.png`), fullPage: true })
    }
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement
      return { scrollWidth, clientWidth }
    })
    expect({ page: name, scrollWidth }).toEqual({ page: name, scrollWidth: clientWidth })
    expect({ page: name, problems: seen.problems }).toEqual({ page: name, problems: [] })
    expect({ page: name, violations: await violationsOf(page) }).toEqual({ page: name, violations: [] })
  }

  /** Script errors, breaches of the policy, failures of the server, and requests to other hosts. */
  private watch(page: Page, name: string): void {
    const problems: string[] = []
    const asked = new Set<Request>()
    const seen = { problems, name, asked, forgiven: false }
    this.seen.set(page, seen)
    page.on('pageerror', (error) => problems.push(`error: ${error.message}`))
    page.on('console', (message) => {
      // The browser's own line about each answer that is a refusal; those of 500 and above are counted below.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
        problems.push(`console: ${message.text()}`)
      }
    })
    page.on('request', (request) => {
      const url = new URL(request.url())
      // What a provider's page asks for is not ours.
      const from = request.isNavigationRequest() ? this.server.url : request.frame().url()
      if (this.neighbours.some((each) => from.startsWith(`${each}/`))) return
      // The stream of changes has no end.
      if (!url.pathname.endsWith('/live')) asked.add(request)
      const isOurs = url.origin === this.server.url || this.neighbours.includes(url.origin)
      if (url.protocol.startsWith('http') && !isOurs) problems.push(`asked ${url.href}`)
    })
    page.on('requestfinished', (request) => asked.delete(request))
    page.on('requestfailed', (request) => asked.delete(request))
    page.on('response', (response) => {
      if (response.status() >= 500 && !seen.forgiven) problems.push(`${response.status()} ${response.url()}`)
    })
  }

  private async bringPeople(): Promise<void> {
    const administrator = this.accounts.admin()
    this.people.set('administrator', administrator)
    const team = await this.accounts.project('team', administrator)
    for (const who of ['maintainer', 'developer', 'guest'] as const) {
      const account = await this.accounts.user(who)
      this.people.set(who, account)
      await this.accounts.member(team, account, who)
    }
  }

  /** One session for each person, whatever the number of browsers: each has a limit. */
  private async signIn(context: BrowserContext, who: Who): Promise<void> {
    if (who === 'anonymous') return
    const value = this.sessions.get(who) ?? (await this.newSession(this.account(who)))
    this.sessions.set(who, value)
    await context.addCookies([{ name: 'sid', value, url: this.server.url }])
  }

  private async newSession({ name, password }: Account): Promise<string> {
    const client = new CookieClient(this.server.url)
    expect((await client.login(name, password)).status).toBe(200)
    return client.cookies.get('sid') as string
  }
}

/** In the page: until what is known by now is drawn. */
function drawn(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
