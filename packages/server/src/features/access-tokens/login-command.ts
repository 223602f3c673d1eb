// The line with which a shell logs in; the secret is not in it, or shells would keep it in their history.

/** @param base the registry's address, with its scheme */
export function loginCommand(base: string, username: string): string {
  // A robot's name has a `$`, which a shell would take for a variable.
  const quoted = `'${username.replaceAll("'", `'\\''`)}'`
  return `docker login ${new URL(base).host} --username ${quoted} --password-stdin`
}
