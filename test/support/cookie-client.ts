// Somebody who keeps cookies, as a browser or a script with a cookie jar does.

export interface CookieAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Of the body's first error. */
  readonly message: string | undefined
}

export interface CookieAsk {
  readonly form?: Record<string, string>
  readonly json?: unknown
  readonly headers?: Record<string, string>
}

export class CookieClient {
  readonly cookies = new Map<string, string>()

  constructor(readonly url: string) {}

  /** Another one that holds the same cookies, as if they had been copied. */
  copy(url = this.url): CookieClient {
    const other = new CookieClient(url)
    for (const [name, value] of this.cookies) other.cookies.set(name, value)
    return other
  }

  async send(method: string, path: string, { form, json, headers }: CookieAsk = {}): Promise<CookieAnswer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
    const response = await fetch(this.url + path, {
      method,
      redirect: 'manual',
      headers: {
        ...(cookie !== '' && { cookie }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(form && { body: new URLSearchParams(form) }),
      ...(json !== undefined && { body: JSON.stringify(json) }),
    })
    for (const line of response.headers.getSetCookie()) this.keep(line)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, message: messageOf(text) }
  }

  get(path: string): Promise<CookieAnswer> {
    return this.send('GET', path)
  }

  /** A fresh token, as Harbor's UI gets one. */
  async token(): Promise<string> {
    const answer = await this.get('/api/v2.0/systeminfo')
    return answer.headers.get('x-harbor-csrf-token') ?? ''
  }

  /** Signs in as Harbor's scripts do. */
  async login(principal: string, password: string): Promise<CookieAnswer> {
    const headers = { 'x-harbor-csrf-token': await this.token() }
    return this.send('POST', '/c/login', { form: { principal, password }, headers })
  }

  /** A write as a page of the console makes it. */
  async write(method: string, path: string, json: unknown): Promise<CookieAnswer> {
    return this.send(method, path, { json, headers: { 'x-harbor-csrf-token': await this.token() } })
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const equals = pair.indexOf('=')
    const name = pair.slice(0, equals)
    if (attributes.includes('Max-Age=0')) this.cookies.delete(name)
    else this.cookies.set(name, pair.slice(equals + 1))
  }
}

function messageOf(text: string): string | undefined {
  try {
    return (JSON.parse(text) as { errors?: { message: string }[] }).errors?.[0]?.message
  } catch {
    return undefined
  }
}
