// The graph of an artifact, its parts and what refers to them, drawn from left to right; the tree below says the same.
import { shortDigest } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import { type Branch, countBelow } from './family.ts'
import { useBranchName } from './use-branch-name.ts'

/** Beyond these, a picture says less than the tree. */
export const mostDrawn = 60

const width = 152
const height = 44
const gapX = 32
const gapY = 12

interface Node {
  readonly branch: Branch
  readonly x: number
  readonly y: number
  readonly from: Node | undefined
}

export function FamilyPicture({ family }: { readonly family: Branch }) {
  const { t } = useWords()
  const name = useBranchName()
  const nodes = placed(family)
  const right = Math.max(...nodes.map(({ x }) => x)) + width
  const bottom = Math.max(...nodes.map(({ y }) => y)) + height
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
    <section className="family-picture" tabIndex={0} aria-label={t('artifacts.referrers.picture')}>
      <svg
        width={right + 2}
        height={bottom + 2}
        viewBox={`-1 -1 ${right + 2} ${bottom + 2}`}
        role="img"
        aria-label={t('artifacts.referrers.drawn', { count: countBelow(family) })}
      >
        {nodes.map(
          (node) => node.from && <Line key={`line ${node.x} ${node.y}`} from={node.from} to={node} />,
        )}
        {nodes.map(({ branch, x, y }) => (
          <g
            key={`node ${x} ${y}`}
            transform={`translate(${x} ${y})`}
            className={`family-node ${branch.kind}`}
          >
            <rect width={width} height={height} rx={8} />
            <text x={12} y={18} className="name">
              {fitting(name(branch))}
            </text>
            <text x={12} y={34} className="digest">
              {shortDigest(branch.artifact.digest)}
            </text>
          </g>
        ))}
      </svg>
    </section>
  )
}

function Line({ from, to }: { readonly from: Node; readonly to: Node }) {
  const [x1, y1] = [from.x + width, from.y + height / 2]
  const [x2, y2] = [to.x, to.y + height / 2]
  const middle = (x1 + x2) / 2
  return <path className="family-line" d={`M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />
}

/** Leaves one below the other; what has children is in their middle. */
function placed(family: Branch): Node[] {
  const nodes: Node[] = []
  const place = (branch: Branch, depth: number, top: number, from: Node | undefined): number => {
    const rows = leaves(branch)
    const y = (top + (rows - 1) / 2) * (height + gapY)
    const node = { branch, x: depth * (width + gapX), y, from }
    nodes.push(node)
    let below = top
    for (const child of branch.children) below = place(child, depth + 1, below, node)
    return top + rows
  }
  place(family, 0, 0, undefined)
  return nodes
}

function leaves({ children }: Branch): number {
  return children.length === 0 ? 1 : children.reduce((sum, each) => sum + leaves(each), 0)
}

/** As many letters as a node has room for; the whole name is in the tree. */
function fitting(name: string): string {
  return name.length > 20 ? `${name.slice(0, 19)}…` : name
}
