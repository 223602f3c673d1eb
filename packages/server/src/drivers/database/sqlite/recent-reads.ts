// Answers of hot queries, kept until the next commit: this process alone writes to the file, so until then they stand.
import type { StatementResult } from '../../../platform/database/database.ts'

/** Enough for what is pulled between two writes of a busy registry; beyond it, statements are simply run. */
const BYTES_MOST = 32 * 1024 * 1024
/** What an answer costs besides the bytes in it: its row, its key, their places in the maps. */
const BYTES_EACH = 500

export class RecentReads {
  readonly #answers = new Map<string, Map<string, StatementResult>>()
  #bytes = 0

  /** The answer to the same statement since the last commit, or that of `run`, which is then kept. */
  read(sql: string, parameters: readonly unknown[], run: () => StatementResult): StatementResult {
    const key = JSON.stringify(parameters)
    const answers = this.#answersOf(sql)
    const known = answers.get(key)
    if (known) return known
    const answer = run()
    if (this.#bytes > BYTES_MOST) return answer
    answers.set(key, answer)
    this.#bytes += sizeOf(answer)
    return answer
  }

  #answersOf(sql: string): Map<string, StatementResult> {
    let answers = this.#answers.get(sql)
    if (!answers) {
      answers = new Map()
      this.#answers.set(sql, answers)
    }
    return answers
  }

  /** To be called between a commit and its acknowledgement, with nothing awaited in between. */
  forget(): void {
    if (this.#bytes === 0) return
    this.#answers.clear()
    this.#bytes = 0
  }
}

function sizeOf({ rows }: StatementResult): number {
  let size = BYTES_EACH
  for (const row of rows as readonly object[]) {
    for (const value of Object.values(row)) if (value instanceof Uint8Array) size += value.byteLength
  }
  return size
}
