// Regular expressions whose cost is bounded: time grows with pattern × text, never faster, whatever either holds.
//
// The runtime's own backtrack, so that a few characters of a setting could hold up the whole server. This is Thompson's
// construction: all states that the text may have led to, one character at a time. It knows what Go's RE2 has in common
// with JavaScript's: literals, `.`, classes, `\d \w \s` and escapes, groups, `|`, `* + ? {m,n}`, `^ $`, `(?i)`.

const longestPattern = 500
const mostStates = 5_000
const mostRepeats = 100

type CharTest = (char: string) => boolean

type Node =
  | { readonly kind: 'char'; readonly test: CharTest }
  | { readonly kind: 'start' | 'end' | 'empty' }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Node[] }
  | { readonly kind: 'repeat'; readonly part: Node; readonly min: number; readonly max: number }

interface State {
  /** Where to go without a character, on what condition. */
  readonly free: { to: number; when?: 'start' | 'end' }[]
  test?: CharTest
  next?: number
}

/** The pattern is none that this file knows; the message completes "the pattern …". */
export class PatternError extends Error {
  override readonly name = 'PatternError'
}

export class LinearPattern {
  private readonly states: State[] = []
  private readonly first: number
  private readonly last: number

  /** @throws PatternError */
  constructor(pattern: string) {
    if (pattern.length > longestPattern) throw new PatternError(`is longer than ${longestPattern} characters`)
    const tree = new PatternReader(pattern).read()
    this.last = this.add()
    this.first = this.build(tree, this.last)
  }

  /** Whether it matches somewhere in the text. */
  matches(text: string): boolean {
    const chars = [...text]
    let current = new Set<number>()
    for (let at = 0; at <= chars.length; at++) {
      this.enter(this.first, at, chars.length, current)
      if (current.has(this.last)) return true
      const next = new Set<number>()
      for (const index of current) {
        const { test, next: to } = this.states[index] as State
        if (at < chars.length && to !== undefined && test?.(chars[at] as string)) {
          this.enter(to, at + 1, chars.length, next)
        }
      }
      current = next
    }
    return false
  }

  private enter(from: number, at: number, length: number, into: Set<number>): void {
    const open = [from]
    for (let index = open.pop(); index !== undefined; index = open.pop()) {
      if (into.has(index)) continue
      into.add(index)
      for (const { to, when } of (this.states[index] as State).free) {
        if (when === 'start' ? at === 0 : when === 'end' ? at === length : true) open.push(to)
      }
    }
  }

  private add(state: Partial<State> = {}): number {
    if (this.states.length >= mostStates) throw new PatternError('repeats too much')
    this.states.push({ free: [], ...state })
    return this.states.length - 1
  }

  /** States for `node` that lead to `to`. @returns the first of them */
  private build(node: Node, to: number): number {
    switch (node.kind) {
      case 'empty':
        return to
      case 'char':
        return this.add({ test: node.test, next: to })
      case 'start':
      case 'end':
        return this.add({ free: [{ to, when: node.kind }] })
      case 'sequence':
        return node.parts.reduceRight((next, part) => this.build(part, next), to)
      case 'choice':
        return this.add({ free: node.parts.map((part) => ({ to: this.build(part, to) })) })
      case 'repeat':
        return this.repeat(node, to)
    }
  }

  private repeat({ part, min, max }: Extract<Node, { kind: 'repeat' }>, to: number): number {
    let next = to
    if (max === Number.POSITIVE_INFINITY) {
      next = this.add({ free: [{ to }] })
      ;(this.states[next] as State).free.push({ to: this.build(part, next) })
    } else {
      for (let i = min; i < max; i++) next = this.add({ free: [{ to }, { to: this.build(part, next) }] })
    }
    for (let i = 0; i < min; i++) next = this.build(part, next)
    return next
  }
}

const digit: CharTest = (char) => char >= '0' && char <= '9'
const word: CharTest = (char) => /^[0-9A-Za-z_]$/.test(char)
const space: CharTest = (char) => /^[\t\n\f\r ]$/.test(char)
const not =
  (test: CharTest): CharTest =>
  (char) =>
    !test(char)
const escapes: Readonly<Record<string, CharTest>> = {
  ...{ d: digit, D: not(digit), w: word, W: not(word), s: space, S: not(space) },
  ...{ t: (char) => char === '\t', n: (char) => char === '\n', r: (char) => char === '\r' },
}

class PatternReader {
  private readonly chars: readonly string[]
  private readonly ignoreCase: boolean
  private at = 0

  constructor(pattern: string) {
    this.ignoreCase = pattern.startsWith('(?i)')
    this.chars = [...(this.ignoreCase ? pattern.slice(4) : pattern)]
  }

  read(): Node {
    const node = this.choice()
    if (this.at < this.chars.length) throw new PatternError('has a ) without its (')
    return node
  }

  private peek(): string | undefined {
    return this.chars[this.at]
  }

  private take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at += 1
    return true
  }

  private choice(): Node {
    const parts = [this.sequence()]
    while (this.take('|')) parts.push(this.sequence())
    return parts.length === 1 ? (parts[0] as Node) : { kind: 'choice', parts }
  }

  private sequence(): Node {
    const parts: Node[] = []
    for (let char = this.peek(); char !== undefined && char !== '|' && char !== ')'; char = this.peek()) {
      parts.push(this.repeated(this.atom()))
    }
    return { kind: 'sequence', parts }
  }

  private repeated(part: Node): Node {
    const bounds = this.bounds()
    if (!bounds) return part
    this.take('?') // lazy or greedy: whether it matches is the same
    if (this.bounds()) throw new PatternError('repeats a repetition')
    return { kind: 'repeat', part, ...bounds }
  }

  private bounds(): { min: number; max: number } | undefined {
    const max = Number.POSITIVE_INFINITY
    if (this.take('*')) return { min: 0, max }
    if (this.take('+')) return { min: 1, max }
    if (this.take('?')) return { min: 0, max: 1 }
    const counted = /^\{(\d{1,4})(,(\d{0,4}))?\}/.exec(this.chars.slice(this.at, this.at + 12).join(''))
    if (!counted) return undefined
    this.at += counted[0].length
    const min = Number(counted[1])
    const most = counted[2] === undefined ? min : counted[3] ? Number(counted[3]) : max
    if (min > mostRepeats || (most !== max && (most > mostRepeats || most < min))) {
      throw new PatternError(`repeats something more than ${mostRepeats} times, or between wrong bounds`)
    }
    return { min, max: most }
  }

  private atom(): Node {
    const char = this.chars[this.at++] as string
    if (char === '(') return this.group()
    if (char === '[') return this.test(this.set())
    if (char === '.') return { kind: 'char', test: (each) => each !== '\n' }
    if (char === '^') return { kind: 'start' }
    if (char === '$') return { kind: 'end' }
    if (char === '\\') return this.test(this.escape())
    if ('*+?'.includes(char)) throw new PatternError(`repeats nothing at ${char}`)
    return this.test((each) => each === char)
  }

  private group(): Node {
    if (this.take('?') && !this.take(':')) throw new PatternError('has a group of a kind that is not known')
    const node = this.choice()
    if (!this.take(')')) throw new PatternError('has a ( without its )')
    return node
  }

  private escape(): CharTest {
    const char = this.chars[this.at++]
    if (char === undefined) throw new PatternError('ends with a backslash')
    const known = escapes[char]
    if (known) return known
    if (/[A-Za-z0-9]/.test(char)) throw new PatternError(`has an escape that is not known: \\${char}`)
    return (each) => each === char
  }

  private set(): CharTest {
    const negated = this.take('^')
    const tests: CharTest[] = []
    for (let first = true; first || this.peek() !== ']'; first = false) {
      if (this.peek() === undefined) throw new PatternError('has a [ without its ]')
      tests.push(this.member())
    }
    this.at += 1
    const any: CharTest = (char) => tests.some((test) => test(char))
    return negated ? not(any) : any
  }

  private member(): CharTest {
    const low = this.chars[this.at++] as string
    if (low === '\\') return this.escape()
    const high = this.chars[this.at + 1]
    if (this.peek() !== '-' || high === undefined || high === ']') return (each) => each === low
    this.at += 2
    const [from, to] = [low.codePointAt(0) as number, high.codePointAt(0) as number]
    if (from > to) throw new PatternError(`has a range that runs backwards: ${low}-${high}`)
    return (each) => (each.codePointAt(0) as number) >= from && (each.codePointAt(0) as number) <= to
  }

  private test(test: CharTest): Node {
    if (!this.ignoreCase) return { kind: 'char', test }
    return { kind: 'char', test: (each) => test(each.toLowerCase()) || test(each.toUpperCase()) }
  }
}
