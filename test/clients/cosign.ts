// cosign: signatures made with a key and verified without any service outside, in both of its layouts.
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { Client, Session } from './client.ts'
import { blobsOf } from './image.ts'
import { mustFail, mustPass, type Ran, run } from './run.ts'

// Without these, cosign 3 asks Sigstore's public services for a configuration and writes to their log.
const OFFLINE_SIGN = ['--use-signing-config=false', '--tlog-upload=false', '--yes']
const OFFLINE_VERIFY = ['--insecure-ignore-tlog=true']
// The layout of cosign 1 and 2: a tag sha256-<hex>.sig. Version 3 writes a bundle as a referrer.
const TAG_LAYOUT = ['--new-bundle-format=false']

type Signer = Session & {
  sign(reference: string, ...more: string[]): Promise<Ran>
  verify(reference: string, ...more: string[]): Promise<Ran>
  newKey(): Promise<void>
}

async function open(bench: Bench, home: string): Promise<Signer> {
  const { host, tls, ca } = bench.registry
  const env = { ...bench.environment(home), DOCKER_CONFIG: home, COSIGN_PASSWORD: 'a pass phrase' }
  const access = tls ? ['--registry-cacert', ca!] : ['--allow-http-registry']
  const cosign = (...args: string[]) => run(['cosign', ...args], { env, cwd: home })
  const sign = (reference: string, ...more: string[]) =>
    cosign('sign', '--key', 'cosign.key', ...OFFLINE_SIGN, ...access, ...more, reference)
  const verify = (reference: string, ...more: string[]) =>
    cosign('verify', '--key', 'cosign.pub', ...OFFLINE_VERIFY, ...access, ...more, reference)
  const newKey = async () => {
    await Promise.all(
      ['cosign.key', 'cosign.pub'].map((name) =>
        Bun.file(join(home, name))
          .delete()
          .catch(() => {}),
      ),
    )
    mustPass(await cosign('generate-key-pair'))
  }
  return {
    sign,
    verify,
    newKey,
    login: async ({ user, password }) => {
      const ran = await cosign('login', host, '-u', user, '-p', password)
      // `cosign login` only writes its file, like crane's, from which it comes: ask for something.
      return ran.exitCode === 0 ? cosign('tree', ...access, await signable(bench, 'login')) : ran
    },
    write: async (subject, reference) => {
      const { manifest } = subject.image.platforms.amd64
      await bench.seed(reference, blobsOf(subject.image.platforms.amd64))
      await newKey()
      return sign(`${reference.replace(/:[^:/]+$/, '')}@${manifest.digest}`)
    },
    read: async (reference) => {
      await newKey()
      return verify(reference)
    },
  }
}

/** An image put into the registry without any client; answers its reference by digest. */
async function signable(bench: Bench, name: string): Promise<string> {
  const { image } = await bench.subject(`cosign-${name}`)
  const reference = bench.reference(`cosign/${name}`)
  await bench.seed(reference, blobsOf(image.platforms.amd64))
  return `${reference.replace(/:[^:/]+$/, '')}@${image.platforms.amd64.manifest.digest}`
}

/** Signs, verifies, and sees another key refused. */
async function signAndVerify(bench: Bench, name: string, ...layout: string[]): Promise<void> {
  const session = await open(bench, await bench.newFolder('cosign'))
  const reference = await signable(bench, name)
  await session.login(bench.registry.developer)
  await session.newKey()
  mustFail(await session.verify(reference, ...layout), /no signatures found/i)
  mustPass(await session.sign(reference, ...layout))
  mustPass(await session.verify(reference, ...layout))
  await session.newKey()
  mustFail(
    await session.verify(reference, ...layout),
    /no matching signatures|invalid signature|failed to verify/i,
  )
}

export const cosign: Client = {
  name: 'cosign',
  needs: ['cosign'],
  cannot: {
    push: 'cosign pushes signatures: see what only cosign does',
    pull: 'cosign pulls signatures: see what only cosign does',
    'pull across': 'cosign pulls signatures: see what only cosign does',
    index: 'cosign pushes signatures: see what only cosign does',
    delete: 'cosign clean deletes signature tags alone: see what only cosign does',
  },
  moves: () => [],
  open,
  extras: {
    'sign and verify, tag layout': (bench) => signAndVerify(bench, 'tag-layout', ...TAG_LAYOUT),
    'sign and verify, referrer layout': (bench) => signAndVerify(bench, 'referrer-layout'),
    'clean deletes the signature tag': cleanDeletes,
  },
}

async function cleanDeletes(bench: Bench): Promise<void> {
  const home = await bench.newFolder('cosign')
  const session = await open(bench, home)
  const reference = await signable(bench, 'clean')
  await session.login(bench.registry.maintainer)
  await session.newKey()
  mustPass(await session.sign(reference, ...TAG_LAYOUT))
  const { ca } = bench.registry
  const access = ca ? ['--registry-cacert', ca] : ['--allow-http-registry']
  const env = { ...bench.environment(home), DOCKER_CONFIG: home }
  mustPass(await run(['cosign', 'clean', '--type', 'signature', '--force', ...access, reference], { env }))
  mustFail(await session.verify(reference, ...TAG_LAYOUT), /no signatures found/i)
}
