// Finds the outside programs that tests drive, and skips a test by name where one is absent.
import { describe, test } from 'bun:test'
import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

export type Program = { path: string } | { missing: string }

/** A test's body; `paths` gives the absolute path of each program that the test asked for. */
export type ProgramTest = (paths: Record<string, string>) => void | Promise<void>

const INSTALLER = 'scripts/install-test-tools'

/** Programs that Debian packages, with the package's name; the installer brings all others. */
const DEBIAN_PACKAGES: Record<string, string> = {
  buildah: 'buildah',
  chromium: 'chromium',
  containerd: 'containerd',
  ctr: 'containerd',
  chroot: 'coreutils',
  curl: 'curl',
  debootstrap: 'debootstrap',
  docker: 'docker.io',
  'docker-compose': 'docker-compose',
  'docker-registry': 'docker-registry',
  dockerd: 'docker.io',
  git: 'git',
  initdb: 'postgresql',
  ldapmodify: 'ldap-utils',
  nginx: 'nginx',
  npm: 'npm',
  openssl: 'openssl',
  pg_ctl: 'postgresql',
  pg_dump: 'postgresql-client',
  podman: 'podman',
  postgres: 'postgresql',
  psql: 'postgresql',
  rsyslogd: 'rsyslog',
  script: 'bsdutils',
  'qemu-aarch64-static': 'qemu-user-static',
  setpriv: 'util-linux',
  skopeo: 'skopeo',
  slapd: 'slapd',
  strace: 'strace',
  'systemd-analyze': 'systemd',
  umoci: 'umoci',
  wrk: 'wrk',
  unshare: 'util-linux',
}

/** Looks up one program; where it is absent, `missing` names it and says how to install it. */
export function requireProgram(name: string): Program {
  for (const folder of programFolders()) {
    const path = join(folder, name)
    if (isExecutable(path)) return { path }
  }
  const debian = DEBIAN_PACKAGES[name]
  return { missing: `${name}: ${debian ? `apt-get install ${debian}, or ${INSTALLER}` : INSTALLER}` }
}

/**
 * Declares a test that needs programs. Where one is absent, the test is skipped with the reason in its
 * title, or fails if ENTREPOT_TEST_REQUIRE=1. `timeoutMs` as for bun's `test`.
 */
export function testWith(programs: string[], title: string, fn: ProgramTest, timeoutMs?: number): void {
  const paths: Record<string, string> = {}
  const missing: string[] = []
  for (const name of programs) {
    const program = requireProgram(name)
    if ('path' in program) paths[name] = program.path
    else missing.push(program.missing)
  }
  const reason = missing.join('; ')
  if (!reason) {
    test(title, () => fn(paths), timeoutMs)
  } else if (programsAreRequired()) {
    test(title, () => {
      throw new Error(`ENTREPOT_TEST_REQUIRE=1, and a program is missing: ${reason}`)
    })
  } else {
    test.skip(`${title} (skipped: ${reason})`, () => {})
  }
}

/** Whether a missing program is a failure (ENTREPOT_TEST_REQUIRE=1) instead of a skip. */
/** A suite that needs programs: where one is absent, a single skipped test says so in its place. */
export function describeWith(programs: string[], title: string, body: () => void): void {
  if (programs.some((name) => 'missing' in requireProgram(name))) testWith(programs, title, () => {})
  else describe(title, body)
}

export function programsAreRequired(): boolean {
  return process.env.ENTREPOT_TEST_REQUIRE === '1'
}

/** Where programs are looked for. The test tools come first, as their versions are pinned. */
export function programFolders(): string[] {
  const tools = process.env.ENTREPOT_TOOLS ?? join(homedir(), '.cache/entrepot-tools/bin')
  // An ordinary user's PATH often lacks the sbin folders, where Debian puts nginx.
  const path = (process.env.PATH ?? '').split(delimiter).filter(Boolean)
  return [tools, ...path, '/usr/local/sbin', '/usr/sbin', '/sbin', ...postgresFolders()]
}

/** Debian keeps PostgreSQL's own programs off the PATH, a folder per major version; the newest comes first. */
function postgresFolders(): string[] {
  const root = '/usr/lib/postgresql'
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a))
    return versions.map((version) => join(root, version, 'bin'))
  } catch {
    return []
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
