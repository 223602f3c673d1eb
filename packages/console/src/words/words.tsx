// The chosen language: the browser's at first, and what was chosen by a click from then on.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { en, type WordKey } from './en.ts'
import { zh } from './zh.ts'

export type Language = 'en' | 'zh-CN'
const books: Readonly<Record<Language, Readonly<Record<WordKey, string>>>> = { en, 'zh-CN': zh }
const stored = 'entrepot.language'

interface Words {
  readonly language: Language
  readonly t: (key: WordKey) => string
  readonly change: (language: Language) => void
}

const WordsContext = createContext<Words | undefined>(undefined)

export function WordsProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(firstLanguage)
  useEffect(() => {
    document.documentElement.lang = language
  }, [language])
  const words = useMemo<Words>(
    () => ({
      language,
      t: (key) => books[language][key],
      change: (next) => {
        localStorage.setItem(stored, next)
        setLanguage(next)
      },
    }),
    [language],
  )
  return <WordsContext value={words}>{children}</WordsContext>
}

export function useWords(): Words {
  const words = useContext(WordsContext)
  if (!words) throw new Error('words are used outside of their provider')
  return words
}

function firstLanguage(): Language {
  const chosen = localStorage.getItem(stored)
  if (chosen === 'en' || chosen === 'zh-CN') return chosen
  const preferred = navigator.languages.find((each) => /^(en|zh)\b/.test(each))
  return preferred?.startsWith('zh') ? 'zh-CN' : 'en'
}
