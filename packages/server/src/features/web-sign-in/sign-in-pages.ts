// The pages of signing in: plain HTML without scripts or anything from elsewhere.
import { createHash } from 'node:crypto'
import type { Problem } from './sign-in-problems.ts'
import { signInStyle } from './sign-in-style.ts'
import { type Language, type SignInWords, signInWords } from './sign-in-words.ts'

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

/** What every page is told. */
interface Shown {
  readonly language: Language
  /** This page in the other language. */
  readonly otherLanguage: string
  /** Of the form, against forged ones. */
  readonly token: string
  readonly username?: string
  readonly problem?: Problem
}

export interface SignInPage extends Shown {
  readonly returnTo: string
  readonly providers: readonly { readonly href: string; readonly label: string }[]
}

export function signInPage(shown: SignInPage): string {
  const { token, returnTo, providers, username = '', problem, language } = shown
  const words = signInWords[language]
  const links = providers.map(
    ({ href, label }) =>
      `<a class="provider" href="${escapeHtml(href)}">${escapeHtml(words.signInWith(label))}</a>`,
  )
  return page(
    shown,
    words.signIn,
    `<h1>${words.signIn}</h1>
${problemBox(problem, words)}${links.join('\n')}
${links.length > 0 ? `<div class="or">${words.orPassword}</div>` : ''}
<form method="post" action="/login">
${hidden('token', token)}${hidden('redirect_url', returnTo)}
<label for="principal">${words.username}</label>
<input id="principal" name="principal" value="${escapeHtml(username)}" autocomplete="username" autocapitalize="none"
 spellcheck="false" required${username === '' && links.length === 0 ? ' autofocus' : ''}>
<label for="password">${words.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required${username === '' ? '' : ' autofocus'}>
<button>${words.signIn}</button>
</form>`,
  )
}

export interface NamePage extends Shown {
  readonly label: string
  readonly username: string
}

export function namePage(shown: NamePage): string {
  const { token, label, username, problem, language } = shown
  const words = signInWords[language]
  return page(
    shown,
    words.chooseTitle,
    `<h1>${words.chooseHeading}</h1>
${problemBox(problem, words)}<p>${words.chooseWords(escapeHtml(label), (command) => `<code>${command}</code>`)}</p>
<form method="post" action="/login/name">
${hidden('token', token)}
<label for="username">${words.username}</label>
<input id="username" name="username" value="${escapeHtml(username)}" maxlength="255" autocomplete="off" autocapitalize="none"
 spellcheck="false" required autofocus>
<button>${words.next}</button>
</form>`,
  )
}

function page({ language, otherLanguage }: Shown, title: string, content: string): string {
  const other = language === 'en' ? { code: 'zh-CN', name: '简体中文' } : { code: 'en', name: 'English' }
  return `<!doctype html>
<html lang="${language}">
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
<div class="below"><a href="/">${signInWords[language].lookAround}</a>
<a href="${escapeHtml(otherLanguage)}" lang="${other.code}" hreflang="${other.code}">${other.name}</a></div>
</main>
</body>
</html>
`
}

function problemBox(problem: Problem | undefined, { problems, advice }: SignInWords): string {
  if (!problem) return ''
  const { kind, detail } = problem
  return `<div class="problem"><p role="alert">${escapeHtml(problems[kind](detail))}</p><p>${advice[kind]}</p></div>\n`
}

function hidden(name: string, value: string): string {
  return `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`
}

function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"']/g,
    (char) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[char] ?? '&#39;',
  )
}
