// The search part of addresses as people write it: `?compare=1.0` names the tag 1.0, and not the number one.
import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router'

/** Numbers as they are written themselves, flags and lists; anything else is a text as it stands. */
function parseValue(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'number' && String(value) !== text) throw new SyntaxError(`${text} is a text`)
  return value
}

export const parseSearch = parseSearchWith(parseValue)
export const stringifySearch = stringifySearchWith(JSON.stringify, parseValue)
