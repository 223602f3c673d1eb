// Metadata of projects: which keys there are, and which values each takes, in Harbor's words where it has any.

/** A value's problem in words, or undefined. */
type Check = (key: string, value: string) => string | undefined

const flag: Check = (key, value) =>
  value === 'true' || value === 'false'
    ? undefined
    : `metadata.${key} should only be 'true' or 'false', but got: '${value}'`

/** Switching on a protection that nothing enforces would make people believe in it. */
const notEnforced: Check = (key, value) =>
  flag(key, value) ??
  (value === 'true'
    ? `metadata.${key} cannot be true: this server does not enforce it yet, so it would protect nothing`
    : undefined)

const severities = ['none', 'low', 'medium', 'high', 'critical']
const severity: Check = (key, value) =>
  severities.includes(value)
    ? undefined
    : `metadata.${key} should be one of ${severities.join(', ')}, but got: '${value}'`

/** Settings of proxy caches, of which there are none yet: only what means "no limit" and "off". */
const noProxy: Check = (key, value) =>
  ['', 'false', '-1', '0'].includes(value)
    ? undefined
    : `metadata.${key} cannot be '${value}': there are no proxy caches yet`

const byRetention: Check = (key) =>
  `metadata.${key} is set by retention policies, of which there are none yet`

const checks: Readonly<Record<string, Check>> = {
  public: flag,
  enable_content_trust: notEnforced,
  enable_content_trust_cosign: notEnforced,
  prevent_vul: notEnforced,
  severity,
  // Scans and bills of materials are made where there is something that makes them; as with Harbor, none is no error.
  auto_scan: flag,
  auto_sbom_generation: flag,
  reuse_sys_cve_allowlist: flag,
  retention_id: byRetention,
  proxy_speed_kb: noProxy,
  max_upstream_conn: noProxy,
  proxy_cache_local_on_not_found: noProxy,
  proxy_referrer_api: noProxy,
  proxy_cache_filter_pattern: noProxy,
  proxy_cache_filter_kind: noProxy,
}

export function isMetadataKey(key: string): boolean {
  return Object.hasOwn(checks, key)
}

/** @returns the first thing that is wrong, or undefined */
export function metadataProblem(metadata: Readonly<Record<string, string>>): string | undefined {
  for (const [key, value] of Object.entries(metadata)) {
    const problem = isMetadataKey(key) ? checks[key]?.(key, value) : `invalid key: ${key}`
    if (problem) return problem
  }
  return undefined
}
