// The first sentence of a description, without its Markdown: for lists.

/** As much as a row may show. */
const longest = 200

/** The first line that is neither a heading, a picture, a rule nor HTML; empty where there is none. */
export function summaryOf(markdown: string): string {
  const lines = markdown.split('\n', 40).map((line) => line.trim())
  const line = lines.find((each) => each !== '' && !/^(?:#|!\[|\[!\[|<|```|---|===|\||>)/.test(each)) ?? ''
  return line
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/[*_`~]+/g, '')
    .replace(/^(?:[-+]|\d+\.)\s+/, '')
    .slice(0, longest)
}
