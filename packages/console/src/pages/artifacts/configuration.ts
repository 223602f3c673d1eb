// How an image is configured to run (image-spec, config.md), one setting a row, so that two can be laid side by side.
import type { WordKey } from '../../words/words.tsx'
import type { Artifact } from './artifact-queries.ts'
import { objectOf } from './manifest-document.ts'

export interface Setting {
  /** Unique in its image: `Env PATH`. */
  readonly name: string
  /** Of the name, where it is a word of ours. */
  readonly words?: WordKey
  readonly value: string
}

const plain: readonly (readonly [field: string, words: WordKey])[] = [
  ['Entrypoint', 'artifacts.config.entrypoint'],
  ['Cmd', 'artifacts.config.command'],
  ['User', 'artifacts.config.user'],
  ['WorkingDir', 'artifacts.config.folder'],
  ['ExposedPorts', 'artifacts.config.ports'],
  ['Volumes', 'artifacts.config.volumes'],
  ['StopSignal', 'artifacts.config.signal'],
]

export function configurationOf({ extra_attrs }: Pick<Artifact, 'extra_attrs'>): Setting[] {
  const config = objectOf(extra_attrs?.config)
  const settings = plain.map(([field, words]) => ({ name: field, words, value: written(config[field]) }))
  const variables = (Array.isArray(config.Env) ? config.Env.map(String) : []).map((line) => {
    const sign = line.indexOf('=')
    return {
      name: `$${line.slice(0, sign < 0 ? undefined : sign)}`,
      value: sign < 0 ? '' : line.slice(sign + 1),
    }
  })
  const labels = Object.entries(objectOf(config.Labels)).map(([name, value]) => ({
    name,
    value: String(value),
  }))
  return [...settings.filter(({ value }) => value !== ''), ...variables, ...labels]
}

/** A list as a command line would have it; of a set its names. */
function written(value: unknown): string {
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.length > 0 ? JSON.stringify(value) : ''
  return Object.keys(objectOf(value)).join(', ')
}
