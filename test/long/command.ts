// Runs a program to its end, for what must succeed.

/** What it printed on standard output; throws all that it printed unless it ended with 0. */
export async function command(
  argv: readonly string[],
  options: { cwd?: string; env?: Readonly<Record<string, string | undefined>>; input?: string } = {},
): Promise<string> {
  const { input, ...where } = options
  const stdin = input === undefined ? 'ignore' : Buffer.from(input)
  const child = Bun.spawn([...argv], { ...where, stdin, stdout: 'pipe', stderr: 'pipe' })
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ])
  const exitCode = await child.exited
  if (exitCode !== 0) throw new Error(`exit ${exitCode}: ${argv.join(' ')}\n${stdout}${stderr}`)
  return stdout
}
