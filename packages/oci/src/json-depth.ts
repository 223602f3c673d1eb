// How deeply JSON is nested, seen before it is parsed: a parser that meets two million brackets stops everything else.

/** What is shorter is parsed in a few milliseconds, whatever it holds. */
const harmlessBytes = 16 * 1024
/** Manifests and requests nest five or six levels. */
const mostLevels = 256
const [quote, backslash] = [0x22, 0x5c]
/** `[` and `{`, `]` and `}` differ in this one bit. */
const caseBit = 0x20
const [opening, closing] = [0x7b, 0x7d]

/** Whether UTF-8 text that should be JSON opens more objects and lists within each other than anything real. */
export function isNestedTooDeeply(text: Uint8Array): boolean {
  if (text.byteLength <= harmlessBytes) return false
  let depth = 0
  let quoted = false
  for (let at = 0; at < text.byteLength; at++) {
    const byte = text[at] as number
    if (quoted) {
      if (byte === backslash) at += 1
      else if (byte === quote) quoted = false
    } else if (byte === quote) quoted = true
    else if ((byte | caseBit) === opening) {
      if (++depth > mostLevels) return true
    } else if ((byte | caseBit) === closing) depth -= 1
  }
  return false
}
