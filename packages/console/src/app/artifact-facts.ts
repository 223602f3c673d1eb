// What a list says of an artifact in a few words: its platforms, its tags in order, what belongs to it.
import { tagOrder } from '@entrepot/contract'

interface Platform {
  readonly os?: string | undefined
  readonly architecture?: string | undefined
  readonly variant?: string | undefined
}

interface Described {
  readonly references: readonly { readonly platform?: Platform | undefined }[] | null
  readonly extra_attrs?: Readonly<Record<string, unknown>> | undefined
}

/** `linux/arm64/v8`, each once; attestations beside the images of an index say `unknown`, and are none. */
export function platformsOf({ references, extra_attrs }: Described): readonly string[] {
  const all = references ? references.map(({ platform }) => platform) : [extra_attrs as Platform | undefined]
  return [...new Set(all.map(written).filter((each) => each !== undefined))]
}

function written(platform: Platform | undefined): string | undefined {
  const { os, architecture, variant } = platform ?? {}
  if (!os || !architecture || os === 'unknown') return undefined
  return [os, architecture, variant].filter(Boolean).join('/')
}

/** Those that match what is looked for, then `latest`, then the newest version first, then what names none. */
export function tagsInOrder(tags: readonly string[], wanted = ''): readonly string[] {
  const matches = (tag: string) => wanted !== '' && tag.toLowerCase().includes(wanted.toLowerCase())
  const keys = new Map(tags.map((tag) => [tag, tagOrder(tag)]))
  return tags.toSorted((a, b) => {
    const [left, right] = [keys.get(a) ?? '', keys.get(b) ?? '']
    const first = Number(matches(b)) - Number(matches(a)) || Number(b === 'latest') - Number(a === 'latest')
    return first || (left < right ? 1 : left > right ? -1 : a.localeCompare(b))
  })
}

export type Belonging = 'signature' | 'sbom' | 'attestation' | 'other'

/** What sorts of things belong to it, each once. */
export function belongingsOf(accessories: readonly { readonly type: string }[] | null): readonly Belonging[] {
  const found = new Set((accessories ?? []).map(({ type }) => sortOf(type)))
  return (['signature', 'sbom', 'attestation', 'other'] as const).filter((each) => found.has(each))
}

function sortOf(type: string): Belonging {
  if (type.startsWith('signature')) return 'signature'
  if (type.includes('sbom')) return 'sbom'
  return type.includes('attestation') ? 'attestation' : 'other'
}
