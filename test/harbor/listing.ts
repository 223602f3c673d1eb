// The listing of Harbor's API that may lie beside the project: operations, models, and answers of a running Harbor.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const folder = join(import.meta.dir, '../../../shared/data')

/** Whether the listing is there; CI has it. */
export const hasListing = existsSync(join(folder, 'harbor-v2-operations.jsonl'))
/** For the titles of tests that need it. */
export const withoutListing = hasListing ? '' : ' (skipped: there is no ../shared/data beside the project)'

export interface HarborParameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header' | 'body'
  /** Short: `integer:int64`, `string[]`, `string(a|b)`; of a body, the model's name. */
  readonly type: string
  readonly required?: boolean
  readonly default?: unknown
  readonly maximum?: number
}

export interface HarborOperation {
  readonly method: string
  readonly path: string
  readonly id: string
  readonly params: readonly HarborParameter[]
  readonly responses: Record<string, { readonly body?: string; readonly headers?: readonly string[] }>
}

/** A model's properties, `!` after those required; or one type, such as `map<string>`. */
export type HarborModel = string | Readonly<Record<string, string>>

export function harborOperations(): readonly HarborOperation[] {
  return linesOf('harbor-v2-operations.jsonl') as HarborOperation[]
}

export function harborModels(): ReadonlyMap<string, HarborModel> {
  const lines = linesOf('harbor-v2-models.jsonl') as Record<string, HarborModel>[]
  return new Map(lines.flatMap((line) => Object.entries(line)))
}

export function harborAnswersText(): string {
  return hasListing ? readFileSync(join(folder, 'harbor-2.15-answers.txt'), 'utf8') : ''
}

function linesOf(name: string): unknown[] {
  if (!hasListing) return []
  const lines = readFileSync(join(folder, name), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as unknown)
}
