// Writes docs/performance.md from the results of a run.
import type { Row } from './benchmark.ts'
import { short } from './floors.ts'
import { limits } from './limits.ts'
import type { Machine } from './machine.ts'
import type { MachineLoad } from './machine-load.ts'
import { tableOf } from './table.ts'

export interface PeerOfRun {
  readonly name: string
  readonly note: string
  /** Undefined for a peer that was absent. */
  readonly version: string | undefined
  readonly absent: string | undefined
}

/** One benchmark, all of its peers in one run: figures of different days never stand in one table. */
export interface Section {
  readonly name: string
  readonly title: string
  /** ISO, to the second. */
  readonly date: string
  readonly rounds: number
  readonly quick: boolean
  readonly rows: readonly Row[]
  readonly load: MachineLoad
}

export interface Results {
  readonly machine: Machine
  readonly peers: readonly PeerOfRun[]
  readonly sections: readonly Section[]
}

/** What is shown so far, with the sections of `now` in place of theirs; a quick one never replaces a whole one. */
export function withSections(before: readonly Section[], now: readonly Section[], order: readonly string[]) {
  const better = now.filter(({ name, quick }) => {
    const shown = before.find((each) => each.name === name)
    return !quick || !shown || shown.quick
  })
  const kept = before.filter(({ name }) => !better.some((each) => each.name === name))
  return [...kept, ...better]
    .filter(({ name }) => order.includes(name))
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name))
}

export function performancePage({ machine, peers, sections }: Results): string {
  return `# Performance

Medians of interleaved rounds. Each table is one run: all peers on one machine, on the same disk, with the load
generator on the same cores. Ratios count, figures are the machine's.

This page is written by \`npm run bench\`; the samples are in [bench/results/latest.json](../bench/results/latest.json).

${sections.map(sectionText).join('\n\n')}

✓ and ✗ say whether a floor of ours is met, with what was reached. Less is better for times, CPU and memory, so there
a ratio below 1 is good. *Fastest* is the best peer of the row, nginx not counted, as it is no registry.

## Who took part

${peers.map(peerLine).join('\n')}

A peer without authentication is asked without a token and looks up nothing, which is in its favour. Access logs are
off for all, but in the row that says otherwise.

## The machine

| | |
| --- | --- |
| cores | ${machine.cores} |
| CPU | ${machine.cpu} |
| memory | ${machine.memoryGigabytes} GB |
| disk | ${machine.disk} |
| kernel | ${machine.kernel} |
| system | ${machine.system} |
| runtime | ${machine.runtime} |

## How to repeat it

    scripts/install-test-tools        # once, as root: wrk, nginx, docker-registry, and distribution 3 by Go
    npm run bench                     # everything, about 40 minutes
    npm run bench -- --quick          # small sets and few rounds, about 8 minutes
    npm run bench -- --only blobs,ranges --rounds 3

zot takes part where a program of that name is on \`PATH\` or in \`ENTREPOT_TOOLS\`. \`BENCH_DIR\` names a folder
on another disk. Keep the machine quiet meanwhile: a second program that works the disk shows in every push.
`
}

/** From this share of a core on, other work is more than the machine's own housekeeping. */
const busyFrom = 0.2

function sectionText(section: Section): string {
  const { title, rows } = section
  return [`## ${title}`, circumstances(section), tableOf(rows), ...rows.flatMap(limitOf)].join('\n\n')
}

function circumstances({ date, rounds, quick, load }: Section): string {
  const size = quick ? ', small sets' : ''
  const run = `${date.slice(0, 10)}, ${rounds} rounds${size}, load before it ${short(load.before)}`
  if (load.others < busyFrom) return `${run}; nothing else was running.`
  return `${run}. **Not quiet: other work kept ${short(load.others)} cores busy**, so read it as a first look only.`
}

/** Why a floor is missed, in a paragraph below the table. */
function limitOf({ id, title, floors }: Row): string[] {
  const missed = floors.some(({ met }) => !met)
  return missed && id in limits ? [`*${title.replace(/^… /, '')}*: ${limits[id]}`] : []
}

function peerLine({ name, note, version, absent }: PeerOfRun): string {
  return absent === undefined ? `- **${name}** (${version}): ${note}.` : `- **${name}**: absent (${absent}).`
}
