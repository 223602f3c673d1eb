// A real identity provider for tests, and a real browser that goes there.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { requireProgram } from './programs.ts'

export interface Person {
  /** Of OpenID Connect. */
  readonly claims?: Record<string, unknown>
  /** As GitHub answers `/user`, `/user/emails` and `/user/orgs`. */
  readonly user?: unknown
  readonly emails?: unknown
  readonly orgs?: unknown
}

export class IdentityProvider {
  private constructor(
    readonly url: string,
    private readonly process: Bun.Subprocess,
  ) {}

  static async start(): Promise<IdentityProvider> {
    const program = new URL('identity-provider/program.mjs', import.meta.url).pathname
    const child = Bun.spawn([process.execPath, program], { stdout: 'pipe', stderr: 'ignore' })
    for await (const chunk of child.stdout as ReadableStream<Uint8Array>) {
      const [url] = /http:\/\/\S+/.exec(new TextDecoder().decode(chunk)) ?? []
      if (url) return new IdentityProvider(url, child)
    }
    throw new Error('the identity provider did not start')
  }

  /** Tells it whose browsers come back to where. */
  serve(base: string): Promise<void> {
    return this.tell('/clients', { base })
  }

  /** Adds people; undefined removes one. */
  knows(people: Record<string, Person | null>): Promise<void> {
    return this.tell('/people', people)
  }

  async stop(): Promise<void> {
    this.process.kill()
    await this.process.exited
  }

  private async tell(path: string, what: unknown): Promise<void> {
    const response = await fetch(this.url + path, { method: 'POST', body: JSON.stringify(what) })
    if (!response.ok) throw new Error(`the identity provider answered ${response.status}`)
  }
}

/** A browser without a window; each visitor has cookies of its own. */
export class TestBrowser {
  private constructor(private readonly browser: Browser) {}

  static async start(): Promise<TestBrowser> {
    const program = requireProgram('chromium')
    if ('missing' in program) throw new Error(program.missing)
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    return new TestBrowser(await chromium.launch({ executablePath: program.path, args }))
  }

  async visitor(): Promise<Visitor> {
    const context = await this.browser.newContext()
    return new Visitor(context, await context.newPage())
  }

  stop(): Promise<void> {
    return this.browser.close()
  }
}

export class Visitor {
  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {}

  /** Fills in the provider's own form, where the browser has been sent. */
  async signInAtProvider(login: string): Promise<void> {
    await this.page.fill('input[name=login]', login)
    await this.page.fill('input[name=password]', 'any will do')
    await this.page.click('button[type=submit]')
  }

  /** What the page says first. */
  heading(): Promise<string> {
    return this.page.innerText('h1')
  }

  problem(): Promise<string> {
    return this.page.innerText('[role=alert]')
  }

  /** Of the server's API, as the page's own scripts would ask it. @returns its status and JSON */
  async ask(path: string): Promise<{ status: number; body: unknown }> {
    const response = await this.context.request.get(path)
    return { status: response.status(), body: response.ok() ? await response.json() : undefined }
  }

  /** Keeps a picture of the page in the folder that the variable names, for people to look at. */
  async picture(name: string): Promise<void> {
    const folder = process.env.ENTREPOT_TEST_PICTURES
    if (folder) await this.page.screenshot({ path: `${folder}/${name}.png` })
  }
}
