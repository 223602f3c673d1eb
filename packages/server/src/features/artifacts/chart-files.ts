// A Helm chart's values, readme and dependencies, read out of its layer.
import { isObject } from '@entrepot/oci'
import { parse } from 'yaml'
import type { Content } from '../content/index.ts'
import { type Addition, additionTypes, openStream, readJson } from './addition-text.ts'
import type { PartBlob } from './additions-store.ts'
import { ArchiveUnreadable, readFromArchive } from './bounded-archive.ts'

/** Helm itself takes charts of up to 100 MiB inflated, with files of up to 5 MiB. */
const bounds = {
  inflated: 100 * 1024 * 1024,
  file: 1024 * 1024,
  entries: 20_000,
  milliseconds: 10_000,
}
/** Bytes as they were pushed. */
const largestChart = 20 * 1024 * 1024
/** Of YAML, which is read while everybody waits. */
const longestRequirements = 64 * 1024

/** In the chart's own folder; those of the charts within it lie deeper. */
const names = /^(?:\.\/)?[^/]+\/(?<file>values\.yaml|readme\.md|requirements\.yaml)$/i

/**
 * A file that the chart lacks is an empty one, as with Harbor.
 * @throws ArchiveUnreadable
 */
export async function chartFile(
  content: Content,
  parts: readonly PartBlob[],
  addition: string,
): Promise<Addition> {
  if (addition === 'dependencies') {
    const text = JSON.stringify(await dependencies(content, parts))
    return { text, mediaType: additionTypes.json }
  }
  const files = await filesOf(content, parts, addition)
  const mediaType = addition === 'readme.md' ? additionTypes.markdown : additionTypes.text
  return { text: files.get(addition) ?? '', mediaType }
}

/** Since its second version a chart names them in Chart.yaml, which is its config; before, in a file of their own. */
async function dependencies(content: Content, parts: readonly PartBlob[]): Promise<Dependency[]> {
  const config = parts.find(({ kind }) => kind === 'config')
  const chart = config ? await readJson(content, config.blob) : {}
  if (chart.apiVersion !== 'v1') return dependenciesIn(chart)
  const text = (await filesOf(content, parts, 'requirements.yaml')).get('requirements.yaml') ?? ''
  if (text.length > longestRequirements) {
    throw new ArchiveUnreadable(`requirements.yaml has more than ${longestRequirements} letters`)
  }
  try {
    return dependenciesIn(parse(text))
  } catch (cause) {
    throw new ArchiveUnreadable('requirements.yaml is no YAML', { cause })
  }
}

async function filesOf(
  content: Content,
  parts: readonly PartBlob[],
  wanted: string,
): Promise<Map<string, string>> {
  const layers = parts.filter(({ kind }) => kind === 'layer')
  const layer = layers.find(({ mediaType }) => mediaType.includes('helm.chart.content')) ?? layers[0]
  if (!layer) throw new ArchiveUnreadable('it has no layer')
  if (layer.blob.size > largestChart) throw new ArchiveUnreadable(`it has more than ${largestChart} bytes`)
  const found = await readFromArchive(
    await openStream(content, layer.blob),
    !layer.mediaType.endsWith('.tar'),
    (name) => {
      const file = names.exec(name)?.groups?.file?.toLowerCase()
      return file === wanted ? file : undefined
    },
    bounds,
  )
  return new Map([...found].map(([name, bytes]) => [name, new TextDecoder().decode(bytes)]))
}

type Dependency = Readonly<Record<string, unknown>>

const fields = ['name', 'version', 'repository', 'condition', 'tags', 'enabled', 'import-values', 'alias']

function dependenciesIn(document: unknown): Dependency[] {
  const list = isObject(document) && Array.isArray(document.dependencies) ? document.dependencies : []
  return list.filter(isObject).map((each) => {
    const given = fields.map((field) => [field, each[field]] as const)
    return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null))
  })
}
