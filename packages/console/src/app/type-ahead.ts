// Keeps what is typed between the key that opens a field and the moment that the field is there to take it.
import { useCallback, useLayoutEffect, useRef } from 'react'

export interface TypeAhead {
  /** What was typed by now; from then on the field takes the keys itself. */
  readonly take: () => string
}

/** @param waiting the field was asked for */
export function useTypeAhead(waiting: boolean): TypeAhead {
  const typed = useRef('')
  const stop = useRef(() => {})
  useLayoutEffect(() => {
    if (!waiting) return
    typed.current = ''
    const pressed = (event: KeyboardEvent) => {
      const { key, ctrlKey, metaKey, altKey, isComposing } = event
      if (ctrlKey || metaKey || altKey || isComposing) return
      if (key === 'Backspace') typed.current = typed.current.slice(0, -1)
      else if (key.length === 1) typed.current += key
      else return
      event.preventDefault()
      event.stopPropagation()
    }
    window.addEventListener('keydown', pressed, { capture: true })
    stop.current = () => window.removeEventListener('keydown', pressed, { capture: true })
    return () => stop.current()
  }, [waiting])
  const take = useCallback(() => {
    stop.current()
    const text = typed.current
    typed.current = ''
    return text
  }, [])
  return { take }
}
