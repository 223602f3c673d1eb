// Names the state of the source that a program is made from.

/**
 * The commit's full hash, with `+changes` where files differ from it. ENTREPOT_COMMIT says it where there is no
 * git, as in an unpacked source archive; otherwise it is `unknown` there.
 */
export function commitOf(root: string): string {
  const stated = process.env.ENTREPOT_COMMIT
  if (stated) return stated
  const hash = git(root, 'rev-parse', 'HEAD')
  if (!hash) return 'unknown'
  return git(root, 'status', '--porcelain', '--untracked-files=no') ? `${hash}+changes` : hash
}

/** Seconds since 1970 of the commit, for dates that must not depend on when a build ran; 0 where it is unknown. */
export function commitTime(root: string): number {
  const stated = process.env.SOURCE_DATE_EPOCH
  return Number(stated ?? git(root, 'log', '-1', '--format=%ct')) || 0
}

function git(root: string, ...args: string[]): string | undefined {
  try {
    const { exitCode, stdout } = Bun.spawnSync(['git', ...args], { cwd: root, stderr: 'ignore' })
    return exitCode === 0 ? stdout.toString().trim() : undefined
  } catch {
    return undefined // no git on this machine
  }
}
