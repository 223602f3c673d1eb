// Rows as a table in Markdown: the figures, our ratio to the fastest peer and to the oldest, and the floors.
import { allPeers } from '../peers/all.ts'
import type { Row } from './benchmark.ts'
import { fastestPeer, short } from './floors.ts'

const oldest = 'distribution 2.8.2'

/** Rows without a peer, of ours in several ways, have no ratios. */
export function tableOf(rows: readonly Row[]): string {
  const found = new Set(rows.flatMap((row) => Object.keys(row.figures)))
  const peers = allPeers.map(({ name }) => name).filter((name) => found.has(name))
  const names = [...peers, ...[...found].filter((name) => !peers.includes(name))]
  const ratios = peers.length > 0 ? ['÷ fastest', '÷ 2.8.2'] : []
  const head = ['work', 'unit', ...names, ...ratios, 'floor']
  const lines = rows.map((row) => [
    row.title,
    row.unit,
    ...names.map((name) => (row.figures[name] ? short(row.figures[name].median) : '–')),
    ...(peers.length > 0 ? [ratioTo(row, fastestPeer(row.figures, row.better)), ratioTo(row, oldest)] : []),
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
