// A fresh Debian in a folder, with this machine's Node and the way to its packages handed in.
import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { command } from './command.ts'

const USER = 'visitor'
const SUITE = 'bookworm'
const CERTIFICATES = '/etc/ssl/certs'
/** What a machine may need so that npm reaches its registry; everything else of the environment stays outside. */
const HANDED_IN =
  /^(https?_proxy|no_proxy|npm_config_(registry|cafile|proxy|https_proxy|noproxy)|node_extra_ca_certs|ssl_cert_(file|dir))$/i

export interface FreshRoot {
  /** Runs a line of shell as an ordinary user in the project's folder there. */
  inside(line: string): string[]
  /** The environment for `inside`. */
  readonly env: Readonly<Record<string, string>>
}

/** Installs Debian's smallest root into `folder` and copies the project into the home of a new user. As root. */
export async function makeFreshRoot(folder: string, project: string): Promise<FreshRoot> {
  await command(['debootstrap', '--variant=minbase', SUITE, folder, await mirror()])
  await command(['chroot', folder, 'useradd', '--create-home', '--skel', '/nonexistent', USER])
  handIn(folder)
  const home = `/home/${USER}`
  await copyProject(project, join(folder, home, 'entrepot'))
  await command(['chroot', folder, 'chown', '-R', `${USER}:`, home])
  const node = realpathSync(await programPath('node'))
  const npm = dirname(dirname(realpathSync(await programPath('npm'))))
  return {
    inside: (line) => [
      'unshare',
      '--mount',
      '/bin/sh',
      '-eu',
      '-c',
      ENTER,
      'sh',
      folder,
      node,
      npm,
      USER,
      line,
    ],
    env: { ...handedIn(), HOME: home, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8' },
  }
}

/** Its mounts are private, and gone with the last process in them. */
const ENTER = `
root=$1
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --bind "$2" "$root/usr/bin/node"
mount --bind "$3" "$root/usr/lib/node_modules/npm"
mount --bind ${CERTIFICATES} "$root${CERTIFICATES}"
exec /usr/sbin/chroot --userspec="$4:$4" "$root" /bin/sh -c "cd && cd entrepot && exec $5"
`

/** The places that ENTER mounts upon, and the files that tell the network and npm's registry. */
function handIn(root: string): void {
  for (const path of ['usr/lib/node_modules/npm', CERTIFICATES, 'usr/etc']) {
    mkdirSync(join(root, path), { recursive: true })
  }
  writeFileSync(join(root, 'usr/bin/node'), '')
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(root, 'usr/bin/npm'))
  for (const path of ['/etc/resolv.conf', '/etc/hosts']) {
    if (existsSync(path)) cpSync(path, join(root, path), { dereference: true })
  }
  const settings = ['/usr/etc/npmrc', '/etc/npmrc', join(homedir(), '.npmrc')].filter((path) =>
    existsSync(path),
  )
  const text = settings.map((path) => readFileSync(path, 'utf8')).join('\n')
  writeFileSync(join(root, 'usr/etc/npmrc'), text)
}

function handedIn(): Record<string, string> {
  const entries = Object.entries(process.env).filter(([name]) => HANDED_IN.test(name))
  return Object.fromEntries(entries) as Record<string, string>
}

/** The files that git knows of, as they are now. */
async function copyProject(project: string, target: string): Promise<void> {
  const listed = await command(['git', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: project,
  })
  for (const path of listed.split('\0')) {
    const source = join(project, path)
    if (path && existsSync(source)) cpSync(source, join(target, path), { verbatimSymlinks: true })
  }
}

/** Where this machine gets its packages from. */
async function mirror(): Promise<string> {
  const format = '$(CREATED_BY) $(RELEASE) $(REPO_URI)'
  const targets = await command(['apt-get', 'indextargets', '--format', format])
  const found = targets.split('\n').find((line) => line.startsWith(`Packages ${SUITE} `))
  if (!found) throw new Error(`apt knows no source of Debian ${SUITE}`)
  return found.split(' ')[2] as string
}

async function programPath(name: string): Promise<string> {
  const path = Bun.which(name)
  if (!path) throw new Error(`${name} is not on PATH`)
  return path
}
