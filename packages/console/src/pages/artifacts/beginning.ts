// The beginning of a text that is too long to be shown: whoever may push has written it.

/** Longer ones make a browser slow; they can be downloaded. */
const mostLetters = 200_000
const mostLines = 5_000

/** Whole lines, where they are not too long themselves; the text itself where it is short enough. */
export function beginningOf(text: string): string {
  const end = Math.min(endOfLines(text), text.length)
  if (end <= mostLetters) return text.slice(0, end)
  const line = text.lastIndexOf('\n', mostLetters)
  return text.slice(0, line > mostLetters / 2 ? line : mostLetters)
}

/** Where the last line that may be shown ends. */
function endOfLines(text: string): number {
  let end = -1
  for (let lines = 0; lines < mostLines; lines++) {
    end = text.indexOf('\n', end + 1)
    if (end === -1) return text.length
  }
  return end
}
