// Keys that work on every page: to search, to go somewhere, and to be told of them.
import { useRouter } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { useNavigation } from './navigation.ts'

/** After `g`: the letter of each entry. */
export const goKeys: Readonly<Record<string, string>> = {
  '/': 'h',
  '/repositories': 'r',
  '/projects': 'p',
  '/activity': 'a',
  '/security': 's',
  '/administration': 'm',
  '/account': 'u',
}

/** How long `g` waits for its letter, in milliseconds. */
const patience = 1500

export interface ShortcutActions {
  readonly onSearch: () => void
  readonly onHelp: () => void
}

export function useShortcuts({ onSearch, onHelp }: ShortcutActions): void {
  const router = useRouter()
  const places = useNavigation().map(({ to }): string => to)
  const began = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const go = (letter: string) => {
      const place = [...places, '/account'].find((each) => goKeys[each] === letter)
      if (place !== undefined) router.history.push(place)
      return place !== undefined
    }
    const pressed = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, timeStamp } = event
      if ((ctrlKey || metaKey) && !altKey && key.toLowerCase() === 'k') {
        event.preventDefault()
        return onSearch()
      }
      // A letter that somebody types, or one that a dialog may mean.
      if (ctrlKey || metaKey || altKey || isTyping(event) || document.querySelector('[role=dialog]')) return
      const follows = timeStamp - began.current < patience
      began.current = key === 'g' && !follows ? timeStamp : Number.NEGATIVE_INFINITY
      if (follows ? go(key) : key === '/') event.preventDefault()
      if (!follows && key === '/') onSearch()
      if (!follows && key === '?') onHelp()
    }
    window.addEventListener('keydown', pressed)
    return () => window.removeEventListener('keydown', pressed)
  })
}

function isTyping({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
  )
}

/** As the keyboard at hand names it. */
export const searchKeys: readonly string[] = /Mac|iPhone|iPad/.test(navigator.platform)
  ? ['⌘', 'K']
  : ['Ctrl', 'K']
