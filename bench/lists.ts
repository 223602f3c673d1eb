// One page of tags and one of the catalog, from the middle of little content and of much: it must cost the same.
import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { distribution2, distribution3, distributionRoot } from './peers/distribution.ts'
import { entrepot, entrepotData } from './peers/entrepot.ts'
import { type Benchmark, type Figure, interleave, type Row } from './support/benchmark.ts'
import { Field, type Runner } from './support/field.ts'
import { noGrowth, timesQuickerThanOldest } from './support/floors.ts'
import { runAlone } from './support/main.ts'
import { projectCount, repositoryName, tagName } from './support/names.ts'
import { seedDistributionRepositories, seedDistributionTags } from './support/seed-distribution.ts'
import { accountName, password, seedAccounts, seedRepositories, seedTags } from './support/seed-entrepot.ts'

const pageSize = 100
/** A page of milliseconds is asked for this often, the second half counts, and of it the median; a page of seconds once. */
const repetitions = 400
const patience = 500 // milliseconds
/** What the noise of a shared machine may add to a page of a few milliseconds. */
const spread = 1.3

interface Size {
  readonly repositories: number
  readonly tags: number
}

export const lists: Benchmark = {
  name: 'lists',
  title: 'Lists: a page of 100 from the middle',
  run: ({ rounds, quick }) =>
    Field.with([entrepot, distribution2, distribution3], async (field) => {
      const small = { repositories: 1_000, tags: 400 }
      const large = quick ? { repositories: 10_000, tags: 2_000 } : { repositories: 100_000, tags: 10_000 }
      const few = await measure(field, small, rounds)
      const many = await measure(field, large, rounds)
      return [
        ...rows('tags', 'a page of tags', few.tags, many.tags, small.tags, large.tags),
        ...rows(
          'catalog',
          'a page of the catalog',
          few.catalog,
          many.catalog,
          small.repositories,
          large.repositories,
        ),
      ]
    }),
}

/** Fills the folders anew, for both versions of distribution the same one, and measures. */
export async function seed(field: Field, { repositories, tags }: Size): Promise<void> {
  await field.stop()
  const shared = join(field.folder, 'distribution')
  await rm(shared, { recursive: true, force: true })
  if (field.peers.some(({ name }) => name.startsWith('distribution'))) {
    seedDistributionRepositories(shared, repositories)
    if (tags > 0) seedDistributionTags(shared, repositories, tags)
  }
  for (const peer of field.peers) {
    const folder = await field.folderOf(peer)
    await rm(folder, { recursive: true, force: true })
    await field.folderOf(peer)
    if (peer === entrepot) {
      const data = join(folder, entrepotData)
      await seedAccounts(data)
      await seedRepositories(data, repositories)
      if (tags > 0) await seedTags(data, repositories, tags)
    } else {
      await symlink(shared, join(folder, distributionRoot))
    }
  }
}

async function measure(field: Field, size: Size, rounds: number) {
  await seed(field, size)
  const middle = repositoryName(Math.floor(size.repositories / 2 / projectCount) * projectCount + 1)
  const catalog = `/v2/_catalog?n=${pageSize}&last=${middle}`
  const repository = repositoryName(size.repositories)
  const tags = `/v2/${repository}/tags/list?n=${pageSize}&last=${tagName(size.tags / 2)}`
  const figures = await interleave(await field.start(), rounds, async (runner) => ({
    tags: await pageMilliseconds(runner, tags, 'tags'),
    catalog: await pageMilliseconds(runner, catalog, 'repositories'),
  }))
  return { tags: figures.tags ?? {}, catalog: figures.catalog ?? {} }
}

async function pageMilliseconds(runner: Runner, path: string, field: string): Promise<number> {
  // A catalog is for accounts, not for a repository's token.
  const credentials: Record<string, string> = runner.authorization
    ? { authorization: `Basic ${btoa(`${accountName(0)}:${password}`)}` }
    : {}
  const samples: number[] = []
  for (let time = 0; time < repetitions; time += 1) {
    const started = performance.now()
    const answer = await fetch(runner.url + path, { headers: credentials })
    const page = (await answer.json()) as Record<string, string[] | undefined>
    const elapsed = performance.now() - started
    // Version 2.8.2 answers with all tags, whatever page is asked for.
    if ((page[field]?.length ?? 0) < pageSize) throw new Error(`${runner.name} ${path}: ${answer.status}`)
    samples.push(elapsed)
    if (elapsed > patience) break
  }
  // The first ones also measure how long a runtime takes to find out what is hot.
  const counted = samples.slice(Math.floor(samples.length / 2))
  return counted.sort((a, b) => a - b)[Math.floor(counted.length / 2)]!
}

type Figures = Record<string, Figure>

function rows(id: string, title: string, few: Figures, many: Figures, small: number, large: number): Row[] {
  const count = (number: number) => number.toLocaleString('en-US')
  const shape = { unit: 'ms', better: 'less' as const }
  const floors = [...noGrowth(few, many, spread), ...timesQuickerThanOldest(many, 100)]
  return [
    { id: `lists.${id}.few`, title: `${title} of ${count(small)}`, ...shape, figures: few, floors: [] },
    { id: `lists.${id}.many`, title: `${title} of ${count(large)}`, ...shape, figures: many, floors },
  ]
}

if (import.meta.main) await runAlone(lists)
