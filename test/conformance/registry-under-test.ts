// Where the registry under test is: the one that the environment names, or Entrepot started in this process.

export interface RegistryUnderTest {
  /** Scheme, host and port, without a slash at the end. */
  readonly baseUrl: string
  /** A Basic header; absent for a registry that anyone may write to. */
  readonly authorization?: string
  /** Repositories of the run are `<project>/<name>`. */
  readonly project: string
  stop(): Promise<void>
}

/**
 * Opens the registry of ENTREPOT_CONFORMANCE_URL with ENTREPOT_CONFORMANCE_USER, _PASSWORD and _PROJECT,
 * or starts a server of our own on the database that ENTREPOT_TEST_DATABASE chooses.
 */
export async function openRegistryUnderTest(): Promise<RegistryUnderTest> {
  const { ENTREPOT_CONFORMANCE_URL: url, ENTREPOT_CONFORMANCE_PROJECT: project = 'library' } = process.env
  if (url) {
    const { ENTREPOT_CONFORMANCE_USER: user, ENTREPOT_CONFORMANCE_PASSWORD: password = '' } = process.env
    const authorization = user ? basicHeader(user, password) : undefined
    return { baseUrl: url.replace(/\/+$/, ''), authorization, project, stop: async () => {} }
  }
  // Only here: a run against another registry needs nothing of the server's.
  const { startTestServer } = await import('../support/server.ts')
  const server = await startTestServer()
  const authorization = basicHeader('admin', server.adminPassword)
  return { baseUrl: server.url, authorization, project, stop: server.stop }
}

/** A `Basic` Authorization header (RFC 7617). */
export function basicHeader(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}
