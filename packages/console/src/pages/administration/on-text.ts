// From a field's event to its text.
import type { ChangeEvent } from 'react'

type TextElement = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

export function onText(set: (text: string) => void) {
  return ({ currentTarget }: ChangeEvent<TextElement>) => set(currentTarget.value)
}
