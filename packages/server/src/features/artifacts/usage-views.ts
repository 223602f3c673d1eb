// What an artifact costs, as the contract writes it.
import type { Usage, UsageMember } from './usage.ts'
import type { Part } from './usage-rules.ts'

/** @param known whether who asks may learn the names of people */
export function presentUsage(digest: string, usage: Usage, known: boolean) {
  const { total, shared, freed, complete, members, parts } = usage
  return {
    ...{ digest, total, shared, freed, complete },
    artifacts: members.map((member) => presentMember(member, known)),
    parts: parts.map(presentPart),
  }
}

function presentMember({ manifest, role, of, tags, kept }: UsageMember, known: boolean) {
  return {
    digest: manifest.digest,
    role,
    ...(of !== undefined && { of }),
    type: manifest.type,
    ...(manifest.accessoryType !== null && { accessory_type: manifest.accessoryType }),
    ...(manifest.artifactType !== null && { artifact_type: manifest.artifactType }),
    media_type: manifest.mediaType,
    size: manifest.size,
    push_time: new Date(manifest.pushedAt).toISOString(),
    ...(known && { pushed_by: manifest.pushedBy }),
    tags: [...tags],
    ...(kept !== undefined && { kept }),
  }
}

function presentPart({ mediaType, usedHere, usedElsewhere, shared, owners, ...part }: Part) {
  return {
    ...{ digest: part.digest, kind: part.kind, media_type: mediaType, size: part.size },
    ...{ owners: [...owners], used_here: usedHere, used_elsewhere: usedElsewhere, shared },
  }
}
