// A text with what matched in it.
import type { ReactNode } from 'react'

export interface Mark {
  readonly start: number
  readonly length: number
}

/** @param marks in their order, without overlaps */
export function Marked({ text, marks }: { readonly text: string; readonly marks: readonly Mark[] }) {
  const parts: ReactNode[] = []
  let end = 0
  for (const { start, length } of marks) {
    parts.push(text.slice(end, start), <mark key={start}>{text.slice(start, start + length)}</mark>)
    end = start + length
  }
  return (
    <>
      {parts}
      {text.slice(end)}
    </>
  )
}

/** Where a part of a name lies in it, as lists find it: in any case. */
export function marksOf(text: string, part: string): readonly Mark[] {
  const start = text.toLowerCase().indexOf(part.toLowerCase())
  return part === '' || start < 0 ? [] : [{ start, length: part.length }]
}
