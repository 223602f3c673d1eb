// What a dialog is open for; where it closes, the focus goes back to what opened it.
import { useRef, useState } from 'react'

export interface Target<T> {
  /** Undefined while the dialog is closed. */
  readonly of: T | undefined
  open(of: T): void
  close(): void
}

export function useTarget<T>(): Target<T> {
  const [of, setOf] = useState<T>()
  const opener = useRef<HTMLElement | null>(null)
  return {
    of,
    open: (next) => {
      opener.current = openerNow()
      setOf(() => next)
    },
    close: () => {
      setOf(undefined)
      // The dialog is still there, and holds the focus, until the next paint; another may have followed it.
      requestAnimationFrame(() => {
        if (document.querySelector('[role=dialog]')) return
        const there = opener.current?.isConnected ? opener.current : document.getElementById('main')
        there?.focus()
      })
    },
  }
}

/** An entry of a menu is gone by then: the button of its menu stands for it. */
function openerNow(): HTMLElement | null {
  const element = document.activeElement
  const button = element?.closest('[role=menu]')?.getAttribute('aria-labelledby')
  const opener = button ? document.getElementById(button) : element
  return opener instanceof HTMLElement ? opener : null
}
