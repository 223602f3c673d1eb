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
import { type PeerOfRun, performancePage, type Results, type Section } from './support/page.ts'
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

const sections: Section[] = []
for (const { name, title, run } of chosen) {
  const started = performance.now()
  const loadUntilNow = watchLoad()
  const rows = await run(options)
  const load = loadUntilNow()
  sections.push({ name, title, rows, load })
  const seconds = Math.round((performance.now() - started) / 1000)
  console.log(`\n${title} (${seconds} s; other work: ${load.others} cores)\n\n${tableOf(rows)}`)
}
const { rounds, quick } = options
const date = new Date().toISOString().slice(0, 19)
const done: Results = { date: `${date}Z`, rounds, quick, machine: await describeMachine(), peers, sections }
await save(done)
process.exit(0)

async function peerOfRun({ name, note, available }: (typeof allPeers)[number]): Promise<PeerOfRun> {
  const found = await available()
  return 'version' in found
    ? { name, note, version: found.version, absent: undefined }
    : { name, note, version: undefined, absent: found.absent }
}

/** Only a whole run is shown: figures of different days do not belong into one table. */
async function save(run: Results): Promise<void> {
  const text = `${JSON.stringify(run, null, 2)}\n`
  await Bun.write(join(results, `${run.date.replaceAll(':', '-')}.json`), text)
  if (options.only.length > 0 || quick) {
    console.log(
      '\nA part, or a quick run: bench/results/latest.json and docs/performance.md stay as they are.',
    )
    return
  }
  await Bun.write(join(results, 'latest.json'), text)
  await Bun.write(join(root, 'docs/performance.md'), performancePage(run))
}
