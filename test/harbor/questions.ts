// Reads the answers of a running Harbor: fixed questions in the order they were asked, each with what it answered.

export interface Question {
  /** `POST /api/v2.0/users as admin # weak password`; the listing's own words. */
  readonly title: string
  readonly section: string
  readonly method: string
  /** With `PROBE` where a random word was, and `#` for numbers. */
  readonly path: string
  readonly who: string
  /** JSON but for `#`; undefined where none was sent, or where the listing leaves it out. */
  readonly body: string | undefined
  readonly note: string
  readonly answer: HarborAnswer
}

export interface HarborAnswer {
  readonly status: number
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>
  readonly text: string
}

const head =
  /^### (?<method>[A-Z]+) (?<path>\S+) {2}as (?<who>\S+)(?: {2}body (?<body>.*?))?(?: {3}# (?<note>.*))?$/

export function parseQuestions(listing: string): Question[] {
  const questions: Question[] = []
  let section = ''
  for (const block of listing.split(/\n(?=### |={10,} )/)) {
    const [first = '', ...rest] = block.split('\n')
    const title = /^=+ (.*?) =+$/.exec(first)
    if (title) section = title[1] as string
    const groups = head.exec(first)?.groups
    if (groups) questions.push(questionOf(groups, section, rest))
  }
  return questions
}

function questionOf(groups: Record<string, string | undefined>, section: string, rest: string[]): Question {
  const { method = '', path = '', who = '', body, note = '' } = groups
  return {
    title: `${method} ${path} as ${who}${body ? ` ${body}` : ''}${note ? ` # ${note}` : ''}`,
    ...{ section, method, path, who, body, note },
    answer: answerOf(rest),
  }
}

function answerOf([status = '', ...lines]: string[]): HarborAnswer {
  const headers = new Map<string, string>()
  let at = 0
  for (; at < lines.length; at++) {
    const found = /^([A-Z][\w-]*): ?(.*)$/.exec(lines[at] as string)
    if (!found) break
    headers.set((found[1] as string).toLowerCase(), found[2] as string)
  }
  return { status: Number(status), headers, text: (lines[at] ?? '').trim() }
}
