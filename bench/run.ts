// `npm run bench`: all benchmarks, one table, the samples as JSON, and the page that shows them.
import { join, resolve } from 'node:path'
import { apiBenchmark } from './api.ts'
import { blobs } from './blobs.ts'
import { lists } from './lists.ts'
import { manifests } from './manifests.ts'
import { memory } from './memory.ts'
import { allPeers } from './peers/all.ts'
import { pushBlobs } from './push-blobs.ts'
import { pushImages } from './push-images.ts'
import { ranges } from './ranges.ts'
import { start } from './start.ts'
import { describeMachine } from './support/machine.ts'
import { watchLoad } from './support/machine-load.ts'
import { commandLine } from './support/main.ts'
import { type PeerOfRun, performancePage, type Results, type Section, withSections } from './support/page.ts'
import { tableOf } from './support/table.ts'

const root = resolve(import.meta.dir, '..')
const results = join(root, 'bench/results')
const all = [manifests, blobs, ranges, pushBlobs, pushImages, lists, apiBenchmark, start, memory]

const options = commandLine()
const unknown = options.only.filter((name) => !all.some((each) => each.name === name))
if (unknown.length > 0) {
  console.error(
    `there is no benchmark ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
  )
  process.exit(1)
}
const chosen = all.filter(({ name }) => options.only.length === 0 || options.only.includes(name))

const peers = await Promise.all(allPeers.map(peerOfRun))
for (const { name, absent } of peers) if (absent !== undefined) console.log(`${name} is absent: ${absent}`)

const { rounds, quick } = options
const sections: Section[] = []
for (const { name, title, run } of chosen) {
  const started = performance.now()
  const loadUntilNow = watchLoad()
  const rows = await run(options)
  const load = loadUntilNow()
  sections.push({ name, title, date: now(), rounds, quick, rows, load })
  await save() // what was measured is kept when a later part fails
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${title} (${seconds} s; other work: ${load.others} cores)\n\n${tableOf(rows)}`)
}
process.exit(0)

function now(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`
}

async function peerOfRun({ name, note, available }: (typeof allPeers)[number]): Promise<PeerOfRun> {
  const found = await available()
  return 'version' in found
    ? { name, note, version: found.version, absent: undefined }
    : { name, note, version: undefined, absent: found.absent }
}

/** Sections that were run take the place of what was shown of them; the others stay, with their own dates. */
async function save(): Promise<void> {
  const latest = Bun.file(join(results, 'latest.json'))
  const before = (await latest.exists()) ? ((await latest.json()) as Results).sections : []
  const order = all.map(({ name }) => name)
  const shown = withSections(before, sections, order)
  const run: Results = { machine: await describeMachine(), peers, sections: shown }
  await Bun.write(latest, `${JSON.stringify(run, null, 2)}\n`)
  await Bun.write(join(root, 'docs/performance.md'), performancePage(run))
}
