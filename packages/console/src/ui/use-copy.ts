// Copying a text, also where the browser keeps its clipboard from pages: those that came over plain HTTP from elsewhere.
import { useEffect, useState } from 'react'

/** How long a button says that it has copied, in milliseconds. */
const shown = 1500

/** @returns whether something was copied a moment ago, and what copies a text */
export function useCopy(): { readonly copied: boolean; readonly copy: (text: string) => Promise<void> } {
  const [at, setAt] = useState<number>()
  useEffect(() => {
    if (at === undefined) return undefined
    const over = setTimeout(() => setAt(undefined), shown)
    return () => clearTimeout(over)
  }, [at])
  const copy = async (text: string) => {
    if (await copyText(text)) setAt(Date.now())
  }
  return { copied: at !== undefined, copy }
}

/** @returns whether the text is on the clipboard now */
async function copyText(text: string): Promise<boolean> {
  if (!window.isSecureContext) return copySelected(text)
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => copySelected(text),
  )
}

/** By the way that is older than the clipboard's own, and the only one outside of secure contexts. */
function copySelected(text: string): boolean {
  const focused = document.activeElement
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'unseen'
  // A dialog keeps the focus within itself.
  const home = focused?.closest('[role=dialog]') ?? document.body
  home.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return done
}
