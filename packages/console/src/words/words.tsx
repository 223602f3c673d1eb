// The chosen language: the browser's at first, and what was chosen by a click from then on.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import type { words as english } from './en/index.ts'

export type Language = 'en' | 'zh-CN'
export type WordKey = keyof typeof english
/** Those that there are for one and for many: `tags.count` for `tags.count.one` and `tags.count.other`. */
export type CountedKey = WordKey extends infer K ? (K extends `${infer Stem}.other` ? Stem : never) : never
type Book = Readonly<Record<WordKey, string>>
type Values = Readonly<Record<string, string | number>>

/** A cookie, as the server's own page of signing in keeps to it too. */
const cookieName = 'entrepot_language'
const year = 31_536_000

export interface Words {
  readonly language: Language
  /** `{name}` in the words is replaced by the value of that name. */
  readonly t: (key: WordKey, values?: Values) => string
  /** By the language's own plural; `{count}` is the number. */
  readonly many: (key: CountedKey, count: number, values?: Values) => string
  readonly change: (language: Language) => Promise<void>
}

const WordsContext = createContext<Words | undefined>(undefined)

interface Loaded {
  readonly language: Language
  readonly book: Book
}

/** Only the language that is shown is fetched. */
export async function loadWords(language = firstLanguage()): Promise<Loaded> {
  const { words } = language === 'en' ? await import('./en/index.ts') : await import('./zh/index.ts')
  return { language, book: words }
}

export function WordsProvider({ first, children }: { readonly first: Loaded; readonly children: ReactNode }) {
  const [loaded, setLoaded] = useState(first)
  useEffect(() => {
    document.documentElement.lang = loaded.language
  }, [loaded])
  const words = useMemo(() => wordsOf(loaded, setLoaded), [loaded])
  return <WordsContext value={words}>{children}</WordsContext>
}

function wordsOf({ language, book }: Loaded, show: (loaded: Loaded) => void): Words {
  const t = (key: WordKey, values: Values = {}) =>
    book[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole))
  const plural = new Intl.PluralRules(language)
  const number = new Intl.NumberFormat(language)
  return {
    language,
    t,
    many: (key, count, values) => {
      const form = plural.select(count) === 'one' ? 'one' : 'other'
      return t(`${key}.${form}` as WordKey, { count: number.format(count), ...values })
    },
    change: async (next) => {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is there by https only
      document.cookie = `${cookieName}=${next}; Path=/; Max-Age=${year}; SameSite=Lax`
      show(await loadWords(next))
    },
  }
}

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('words are used outside of their provider')
  return words
}

function firstLanguage(): Language {
  const chosen = new RegExp(`(?:^|; )${cookieName}=(en|zh-CN)(?:;|$)`).exec(document.cookie)?.[1]
  if (chosen !== undefined) return chosen as Language
  const preferred = navigator.languages.find((each) => /^(en|zh)\b/.test(each))
  return preferred?.startsWith('zh') ? 'zh-CN' : 'en'
}
