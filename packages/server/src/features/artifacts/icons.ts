// Pictures of artifact types, drawn here; artifacts name them by their digest.
import { createHash } from 'node:crypto'

const frame = (inside: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="50" height="50" fill="none" stroke="#33546d" stroke-width="1.6" stroke-linejoin="round" stroke-linecap="round">${inside}</svg>`

const pictures = {
  image: frame('<path d="M3 8l9-5 9 5v8l-9 5-9-5zM3 8l9 5 9-5M12 13v8"/>'),
  chart: frame(
    '<circle cx="12" cy="12" r="4"/><path d="M12 2v4M12 18v4M2 12h4M18 12h4M5 5l3 3M16 16l3 3M19 5l-3 3M8 16l-3 3"/>',
  ),
  model: frame(
    '<circle cx="6" cy="6" r="2.5"/><circle cx="18" cy="6" r="2.5"/><circle cx="12" cy="18" r="2.5"/><path d="M8.5 6h7M7 8.2l4 7.6M17 8.2l-4 7.6"/>',
  ),
  signature: frame('<path d="M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6zM9 12l2 2 4-4"/>'),
  bill: frame('<path d="M6 3h9l4 4v14H6zM15 3v4h4M9 11h7M9 14h7M9 17h4"/>'),
  other: frame('<rect x="4" y="4" width="16" height="16" rx="2"/><path d="M4 10h16"/>'),
} as const

export type Picture = keyof typeof pictures

const digests = Object.fromEntries(
  Object.entries(pictures).map(([name, svg]) => [
    name,
    `sha256:${createHash('sha256').update(svg).digest('hex')}`,
  ]),
) as Record<Picture, string>
const byDigest = new Map(Object.entries(digests).map(([name, digest]) => [digest, name as Picture]))

const ofTypes: ReadonlyMap<string, Picture> = new Map([
  ['IMAGE', 'image'],
  ['CHART', 'chart'],
  ['CNAI', 'model'],
  ['MODEL', 'model'],
])
const ofAccessories: ReadonlyMap<string, Picture> = new Map([
  ['signature.cosign', 'signature'],
  ['signature.notation', 'signature'],
  ['sbom.harbor', 'bill'],
  ['accelerator.nydus', 'image'],
])

/** The icon's digest. @param type of an artifact, `IMAGE` */
export function iconOf(type: string): string {
  return digests[ofTypes.get(type) ?? 'other']
}

/** The icon's digest, or '' where Harbor has none either. @param type of an accessory, `signature.cosign` */
export function accessoryIconOf(type: string): string {
  const picture = ofAccessories.get(type)
  return picture ? digests[picture] : ''
}

export function findIcon(digest: string): { mediaType: string; bytes: Buffer } | undefined {
  const picture = byDigest.get(digest)
  return picture && { mediaType: 'image/svg+xml', bytes: Buffer.from(pictures[picture]) }
}
