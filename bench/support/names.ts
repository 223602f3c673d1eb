// The names that every peer's content has, so that all answer the same requests.

/** Private projects of ours; mere first path segments for the others. */
export const projectCount = 20

export function projectName(index: number): string {
  return `team${index % projectCount}`
}

export function repositoryName(index: number): string {
  return `${projectName(index)}/app${String(index).padStart(6, '0')}`
}

export function tagName(index: number): string {
  return `v${String(index).padStart(5, '0')}`
}
