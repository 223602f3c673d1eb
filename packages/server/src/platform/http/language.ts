// Which language a page of the server has: the one that was chosen by a click, else the browser's.
import { cookie, cookieOf } from './cookies.ts'
import type { RequestContext } from './request-context.ts'

export const languages = ['en', 'zh-CN'] as const
export type Language = (typeof languages)[number]

/** The console reads and writes it too. */
const languageCookie = 'entrepot_language'
const year = 31_536_000

export function languageOf(request: Request): Language {
  return asLanguage(cookieOf(request, languageCookie)) ?? preferred(request.headers.get('accept-language'))
}

/** @returns undefined for a language that there is not */
export function asLanguage(text: string | null | undefined): Language | undefined {
  return languages.find((each) => each === text)
}

export function chosenLanguage(language: Language, context: RequestContext): string {
  return cookie(languageCookie, language, context, { maxAge: year, forScripts: true })
}

/** Of those that there are, what the browser would rather have (RFC 9110 §12.5.4); English for all others. */
function preferred(header: string | null): Language {
  const wanted = (header ?? '').slice(0, 500).split(',').map(rangeOf)
  const best = wanted
    .filter(({ tag, weight }) => /^(en|zh)\b/.test(tag) && weight > 0)
    .reduce((best, each) => (each.weight > best.weight ? each : best), { tag: 'en', weight: 0 })
  return best.tag.startsWith('zh') ? 'zh-CN' : 'en'
}

function rangeOf(part: string): { tag: string; weight: number } {
  const [tag = '', ...parameters] = part
    .trim()
    .toLowerCase()
    .split(/\s*;\s*/)
  const weight = parameters.find((each) => each.startsWith('q='))
  return { tag, weight: weight === undefined ? 1 : Number(weight.slice(2)) || 0 }
}
