// Declares tests that mount file systems; where this user has no right to, they are skipped with the reason.
import { test } from 'bun:test'
import { existsSync } from 'node:fs'

const refusal = whyNotMountable()

/** @param loop whether the test mounts a file, and not only memory */
export function testWithMounts(
  title: string,
  fn: () => Promise<void>,
  { timeoutMs, loop = false }: { timeoutMs?: number; loop?: boolean } = {},
): void {
  const reason =
    refusal ?? (loop && !existsSync('/dev/loop-control') ? 'there are no loop devices' : undefined)
  if (reason === undefined) test(title, fn, timeoutMs)
  else test.skip(`${title} (skipped: ${reason})`, () => {})
}

/** Only root may mount, and in few containers. */
function whyNotMountable(): string | undefined {
  if (process.platform !== 'linux') return 'it needs Linux'
  const trial = ['unshare', '--mount', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']
  return Bun.spawnSync(trial).exitCode === 0 ? undefined : 'this user may not mount file systems'
}
