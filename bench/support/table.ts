// Rows as a table in Markdown: the figures, our ratio to the fastest peer and to the oldest, and the floors.
import { allPeers } from '../peers/all.ts'
import type { Row } from './benchmark.ts'
import { fastestPeer, short } from './floors.ts'

const oldest = 'distribution 2.8.2'

export function tableOf(rows: readonly Row[]): string {
  const names = allPeers.map(({ name }) => name).filter((name) => rows.some((row) => name in row.figures))
  const head = ['work', 'unit', ...names, '÷ fastest', '÷ 2.8.2', 'floor']
  const lines = rows.map((row) => [
    row.title,
    row.unit,
    ...names.map((name) => (row.figures[name] ? short(row.figures[name].median) : '–')),
    ratioTo(row, fastestPeer(row.figures, row.better)),
    ratioTo(row, oldest),
    row.floors.map(({ words, reached, met }) => `${met ? '✓' : '✗'} ${words} (${reached})`).join('; ') || '–',
  ])
  const rule = head.map((_, index) => (index < 2 || index === head.length - 1 ? '---' : '---:'))
  return [head, rule, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

/** Ours divided by theirs; where less is better, below 1 is ours. */
function ratioTo({ figures }: Row, peer: string | undefined): string {
  const [ours, theirs] = [figures.entrepot, peer === undefined ? undefined : figures[peer]]
  return ours && theirs ? `${short(ours.median / theirs.median)} ×` : '–'
}
