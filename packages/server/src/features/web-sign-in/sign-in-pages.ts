// The pages of signing in: plain HTML without scripts or anything from elsewhere.
import { createHash } from 'node:crypto'
import { signInStyle } from './sign-in-style.ts'

/** Nothing but the one style, and forms that lead back here: Chrome lets them lead nowhere else by redirects either. */
const policy =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(signInStyle).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

const emblem =
  '<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" aria-hidden="true">' +
  '<path d="M3 10 12 4l9 6v10H3z"/><path d="M7 20v-6h10v6M7 17h10"/></svg>'

export interface PageAnswer {
  readonly status?: number
  /** Each a `Set-Cookie`. */
  readonly cookies?: readonly (string | undefined)[]
}

export function htmlAnswer(html: string, { status = 200, cookies = [] }: PageAnswer = {}): Response {
  const response = new Response(html, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      // Not `no-referrer`: the forms would then say that they come from nowhere (Fetch, "append a request Origin header").
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  })
  for (const each of cookies) if (each !== undefined) response.headers.append('set-cookie', each)
  return response
}

export interface SignInPage {
  /** Of the form, against forged ones. */
  readonly token: string
  readonly returnTo: string
  readonly providers: readonly { readonly href: string; readonly label: string }[]
  readonly username?: string
  /** What went wrong, in words. */
  readonly problem?: string
}

export function signInPage({ token, returnTo, providers, username = '', problem }: SignInPage): string {
  const links = providers.map(
    ({ href, label }) =>
      `<a class="provider" href="${escapeHtml(href)}">Sign in with ${escapeHtml(label)}</a>`,
  )
  return page(
    'Sign in',
    `<h1>Sign in</h1>
${problemOf(problem)}${links.join('\n')}
${links.length > 0 ? '<div class="or">or with a password</div>' : ''}
<form method="post" action="/login">
${hidden('token', token)}${hidden('redirect_url', returnTo)}
<label for="principal">User name</label>
<input id="principal" name="principal" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" required${username === '' && links.length === 0 ? ' autofocus' : ''}>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required>
<button>Sign in</button>
</form>`,
  )
}

export interface NamePage {
  readonly token: string
  readonly label: string
  readonly username: string
  readonly problem?: string
}

export function namePage({ token, label, username, problem }: NamePage): string {
  return page(
    'Choose a name',
    `<h1>Choose your user name</h1>
${problemOf(problem)}<p>${escapeHtml(label)} has signed you in. You are here for the first time: this is the name that
others will see, and that you use with <code>docker login</code>.</p>
<form method="post" action="/login/name">
${hidden('token', token)}
<label for="username">User name</label>
<input id="username" name="username" value="${escapeHtml(username)}" maxlength="255" autocomplete="off" autocapitalize="none"
 spellcheck="false" required autofocus>
<button>Continue</button>
</form>`,
  )
}

export interface AccountPage {
  readonly token: string
  readonly username: string
  /** As `docker login` takes it. */
  readonly registry: string
  /** Whether somebody else vouches for the user, so that there is no password for a client. */
  readonly external: boolean
  /** A CLI secret that was just made: the only time that it is shown. */
  readonly secret?: string
}

export function accountPage({ token, username, registry, external, secret }: AccountPage): string {
  const login = `docker login ${registry} -u ${shellWord(username)}`
  const clients = external ? cliSecret(token, secret) : '<p class="soft">It asks for your password.</p>'
  return page(
    'Signed in',
    `<h1>You are signed in as ${escapeHtml(username)}</h1>
<h2>Docker and other clients</h2>
<pre>${escapeHtml(login)}</pre>
${clients}
<a class="provider" href="/c/oidc/logout">Sign out</a>`,
  )
}

function cliSecret(token: string, secret: string | undefined): string {
  const shown =
    secret === undefined
      ? '<p class="soft">It asks for a password: your CLI secret. A new one takes the place of the one before.</p>'
      : `<p>Your CLI secret is the password. Keep it: it is not shown again.</p><pre>${escapeHtml(secret)}</pre>`
  return `${shown}
<form method="post" action="/login/secret">${hidden('token', token)}
<button class="quiet">Make a new CLI secret</button></form>`
}

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Entrepot</title>
<style>${signInStyle}</style>
</head>
<body>
<main>
<p class="brand">${emblem}Entrepot</p>
<div class="card">
${content}
</div>
</main>
</body>
</html>
`
}

function problemOf(problem: string | undefined): string {
  return problem === undefined ? '' : `<p class="problem" role="alert">${escapeHtml(problem)}</p>\n`
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`
}

function shellWord(text: string): string {
  return /^[\w.@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&#39;',
  )
}
