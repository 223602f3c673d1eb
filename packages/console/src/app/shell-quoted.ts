// A word as a shell takes it for nothing else.

export function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
