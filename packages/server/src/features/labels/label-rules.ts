// What a label may be called and look like.
import { Failure } from '../../platform/errors.ts'

export type LabelScope = 'g' | 'p'

export interface LabelWords {
  readonly name: string
  readonly description: string
  readonly color: string
}

const longestName = 128
const longestDescription = 1_000

/** What a page can show as a colour: digits, or a word of CSS. Harbor keeps up to 16 letters of anything. */
const colors = /^(?:#[0-9a-fA-F]{3,8}|[a-zA-Z]{1,16})?$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const control = /[\u0000-\u001f\u007f]/

export interface GivenWords {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly color?: string | undefined
}

/** @throws Failure BAD_REQUEST */
export function requireLabelWords({ name = '', description = '', color = '' }: GivenWords): LabelWords {
  if (name.trim() === '') throw bad('the name of a label cannot be empty')
  if ([...name].length > longestName) throw bad(`the name of a label has at most ${longestName} letters`)
  if (control.test(name)) throw bad('the name of a label has no control characters')
  if (description.length > longestDescription) {
    throw bad(`the description of a label has at most ${longestDescription} letters`)
  }
  if (!colors.test(color)) throw bad(`invalid color: ${color.slice(0, 100)}`)
  return { name, description, color }
}

/** @throws Failure BAD_REQUEST, in Harbor's words */
export function requireScope(scope: string | undefined): LabelScope {
  if (scope === 'g' || scope === 'p') return scope
  throw bad(`invalid scope: ${(scope ?? '').slice(0, 100)}`)
}

/** @throws Failure BAD_REQUEST */
export function requireProjectId(id: number | undefined): number {
  if (id !== undefined && id > 0) return id
  throw bad('labels of a project need its project_id')
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
