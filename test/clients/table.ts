// The table client × operation that the tests print at their end.
import { type Client, OPERATIONS } from './client.ts'

export type Cell = 'passed' | 'failed' | 'n/a' | 'skipped'

export class Table {
  readonly #cells = new Map<string, Cell>()

  set(client: string, operation: string, cell: Cell): void {
    this.#cells.set(`${client}\n${operation}`, cell)
  }

  #get(client: string, operation: string): Cell | '?' {
    return this.#cells.get(`${client}\n${operation}`) ?? '?'
  }

  /** The table, then what one client alone does, then `why`: the reason for each `n/a` and `skipped`. */
  print(clients: readonly Client[], why: readonly string[]): string {
    const rows = clients.map(({ name }) => [
      name,
      ...OPERATIONS.map((operation) => this.#get(name, operation)),
    ])
    const head = ['client', ...OPERATIONS]
    const widths = head.map((word, i) => Math.max(word.length, ...rows.map((row) => row[i]!.length)))
    const line = (row: string[]) =>
      row
        .map((word, i) => word.padEnd(widths[i]!))
        .join('  ')
        .trimEnd()
    const extras = clients.flatMap(({ name, extras }) =>
      Object.keys(extras ?? {}).map((extra) => `${name}, ${extra}: ${this.#get(name, extra)}`),
    )
    return [line(head), ...rows.map(line), '', ...extras, '', ...why].join('\n')
  }
}
