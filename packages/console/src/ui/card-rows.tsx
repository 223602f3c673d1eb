// The table of a list; where it is narrow each row is a card, whose values stand beside their columns' names.
import { Table } from '@mantine/core'
import { type ReactNode, useLayoutEffect, useRef } from 'react'

/** @param children a `Table.Thead` and a `Table.Tbody` */
export function CardRows({ children }: { readonly children: ReactNode }) {
  const table = useRef<HTMLTableElement>(null)
  // After each rendering, as rows come and go; the style sheet shows the names.
  useLayoutEffect(() => {
    if (table.current) nameCells(table.current)
  })
  return (
    <Table ref={table} className="card-rows" highlightOnHover verticalSpacing="sm" horizontalSpacing="md">
      {children}
    </Table>
  )
}

function nameCells(table: HTMLTableElement): void {
  const names = [...(table.tHead?.rows[0]?.cells ?? [])].map(nameOf)
  for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
    for (const cell of row.cells) {
      const name = cell.colSpan > 1 ? '' : (names[cell.cellIndex] ?? '')
      if (cell.dataset.column !== name) cell.dataset.column = name
    }
  }
}

/** Without the arrow of its order; empty for a column whose name is only heard. */
function nameOf(head: HTMLTableCellElement): string {
  if (head.querySelector('.mantine-VisuallyHidden-root, .unseen, input')) return ''
  return (head.textContent ?? '').replace(/ [↑↓]$/, '')
}
