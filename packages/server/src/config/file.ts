// Reads entrepot.yaml into assignments, each with its line. Only positions and names are told of a bad file, never
// its text: the text may hold a secret.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import {
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  parseDocument,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import type { Assignment, Reading } from './assignment.ts'
import type { Written } from './kinds.ts'
import { groups, namedSettings, nearestName, settingByPath } from './names.ts'

const groupNames = groups.map(([name]) => name)
const candidates = [...groupNames, ...namedSettings.map((setting) => setting.path)]

const SYNTAX: Partial<Record<ErrorCode, string>> = {
  DUPLICATE_KEY: 'this name stands twice in the same place',
  MULTIPLE_ANCHORS: 'a value that starts with & must stand in quotes',
  BAD_DIRECTIVE: 'a line that starts with % is not a setting',
  TAG_RESOLVE_FAILED: 'a value that starts with ! must stand in quotes',
  BAD_SCALAR_START: 'a value that starts with this character must stand in quotes',
  BAD_DQ_ESCAPE: 'in double quotes a backslash must be doubled; single quotes take it as it is',
  TAB_AS_INDENT: 'lines are indented with spaces, not tabs',
  BAD_INDENT: 'this line is not indented like its neighbours',
  MISSING_CHAR: 'a closing quote, bracket, comma or colon is missing here',
  BLOCK_AS_IMPLICIT_KEY:
    'a line holds one `name: value`; a value with a colon and a space must stand in quotes',
  MULTILINE_IMPLICIT_KEY: 'a `name:` was expected here',
  MULTIPLE_DOCS: 'the file must hold one document, without a second `---`',
}

/** Why the file could not be read, for people. */
function unreadable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ENOENT') return 'it does not exist'
  if (code === 'EACCES') return 'permission denied'
  return code === 'EISDIR' ? 'it is a folder' : String(code ?? error)
}

class FileReader {
  readonly assignments: Assignment[] = []
  readonly errors: string[] = []
  private readonly lines = new LineCounter()
  private readonly document: Document.Parsed

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false })
    const broken = [...this.document.errors, ...this.document.warnings]
    if (broken.length > 0) this.syntaxErrors(broken)
    else this.root(this.document.contents)
  }

  private line(node: { range?: readonly number[] | null } | null): number {
    return this.lines.linePos(node?.range?.[0] ?? 0).line
  }

  private complain(node: { range?: readonly number[] | null } | null, sentence: string): void {
    this.errors.push(`${this.file}:${this.line(node)}: ${sentence}`)
  }

  /** One mistake can make the parser stumble several times on a line: the first is told. */
  private syntaxErrors(broken: readonly YAMLError[]): void {
    const told = new Set<number>()
    for (const { code, pos } of broken) {
      const { line, col } = this.lines.linePos(pos[0])
      if (told.has(line)) continue
      told.add(line)
      this.errors.push(`${this.file}:${line}:${col}: ${SYNTAX[code] ?? `this is not YAML (${code})`}.`)
    }
  }

  private root(contents: ParsedNode | null): void {
    if (isEmpty(contents)) return
    if (!isMap(contents)) {
      this.complain(contents, 'the file must consist of groups such as `http:`.')
      return
    }
    this.each(contents, (key, keyNode, value) => {
      if (!groupNames.includes(key)) return this.unknown(key, keyNode)
      const node = this.resolve(value)
      if (isEmpty(node)) return
      if (isMap(node)) this.group(key, node)
      else
        this.complain(keyNode, `${key} is a group: its settings stand below it, indented, one on each line.`)
    })
  }

  private group(group: string, map: YAMLMap): void {
    this.each(map, (key, keyNode, value) => {
      const setting = settingByPath.get(`${group}.${key}`)
      if (!setting) return this.unknown(`${group}.${key}`, keyNode)
      const node = this.resolve(value)
      if (isAlias(value) && node === undefined) {
        return this.complain(keyNode, `${setting.path} starts with *; such a value must stand in quotes.`)
      }
      if (isEmpty(node)) {
        return this.complain(keyNode, `${setting.path} has no value; give it one, or remove the line.`)
      }
      const written = this.written(node)
      if (written === undefined) {
        return this.complain(
          keyNode,
          `${setting.path} has a structure as its value; it must be ${setting.setting.kind.accepts}.`,
        )
      }
      const origin = { from: 'file', file: this.file, line: this.line(keyNode) } as const
      this.assignments.push({ setting, written, origin })
    })
  }

  private each(map: YAMLMap, visit: (key: string, keyNode: Node | null, value: unknown) => void): void {
    for (const { key, value } of map.items) {
      const name = isScalar(key) ? (key.source ?? String(key.value)) : undefined
      if (name === undefined || !isScalar(key)) this.complain(map, 'a plain name is expected here.')
      else visit(name, key, value)
    }
  }

  private unknown(key: string, node: Node | null): void {
    const [group, name] = key.split('.')
    const nearest = nearestName(key, name === undefined ? candidates : candidates.slice(groupNames.length))
    const sentence = settingByPath.has(key)
      ? `write ${key} as \`${name}:\` on a line of its own, indented, below \`${group}:\`.`
      : `there is no setting ${key}; the nearest name is ${nearest}.`
    this.complain(node, sentence)
  }

  private resolve(value: unknown): unknown {
    return isAlias(value) ? value.resolve(this.document) : value
  }

  private written(node: unknown): Written | undefined {
    if (isScalar(node)) return textOf(node)
    if (!isSeq(node)) return undefined
    const items = node.items.map((item) => this.resolve(item))
    return items.every((item) => isScalar(item)) ? items.map(textOf) : undefined
  }
}

/** As it stands in the file: YAML would make 12 of a password 012, and 1 of 1.0. */
function textOf(node: { value: unknown; source?: string }): string {
  return typeof node.value === 'string' ? node.value : (node.source ?? String(node.value))
}

function isEmpty(node: unknown): boolean {
  return node === null || node === undefined || (isScalar(node) && node.value === null)
}

/**
 * The settings that `file` makes, and one sentence for each mistake in it. An absent file is a mistake too, unless
 * it is `optional`.
 */
export function readSettingsFile(
  file: string,
  options: { readonly optional: boolean; readonly folder: string },
): Reading {
  let text: string
  try {
    text = readFileSync(resolve(options.folder, file), 'utf8')
  } catch (error) {
    const absent = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (absent && options.optional) return { assignments: [], errors: [] }
    return { assignments: [], errors: [`Cannot read the configuration file ${file}: ${unreadable(error)}.`] }
  }
  return new FileReader(file, text)
}
