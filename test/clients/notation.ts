// notation: signatures with a certificate of our own, in both envelopes and in both ways to store them.
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { issueSigner, makeAuthority, writeKeyPair } from '../support/certificates.ts'
import type { Bench } from './bench.ts'
import type { Client, Session } from './client.ts'
import { blobsOf } from './image.ts'
import { mustFail, mustPass, type Ran, run } from './run.ts'

// notation keeps a password only with a credential helper; this is the least of one, for one registry.
const CREDENTIAL_HELPER = `#!/bin/sh
case $1 in
store) cat > "$HOME/credential.json" ;;
get) cat "$HOME/credential.json" 2>/dev/null || { echo 'credentials not found in native keychain'; exit 1; } ;;
erase) rm -f "$HOME/credential.json" ;;
esac
`

/** What the trust policy below demands: an authority in the store `entrepot`, whoever it vouched for. */
const TRUST_POLICY = {
  version: '1.0',
  trustPolicies: [
    {
      name: 'entrepot',
      registryScopes: ['*'],
      signatureVerification: { level: 'strict' },
      trustStores: ['ca:entrepot'],
      trustedIdentities: ['*'],
    },
  ],
}

type Signer = Session & {
  sign(reference: string, ...more: string[]): Promise<Ran>
  verify(reference: string): Promise<Ran>
  list(reference: string): Promise<Ran>
}

/** Gives notation in `home` a key whose certificate an authority of its own issued, and trusts `trusted`. */
async function writeKeys(home: string, trustItself: boolean): Promise<void> {
  const config = join(home, '.config/notation')
  const store = join(config, 'truststore/x509/ca/entrepot')
  await mkdir(store, { recursive: true })
  const authority = await makeAuthority('Entrepot signing authority')
  // notation wants a country, a state and an organization in the name.
  const signer = await issueSigner(authority, 'C=FR, ST=Test, O=Entrepot, CN=signer')
  const { key } = await writeKeyPair(home, 'signer', signer)
  const chain = join(home, 'chain.pem')
  const authorityPem = authority.certificate.toString('pem')
  await writeFile(chain, `${signer.certificate.toString('pem')}\n${authorityPem}\n`)
  const trusted = trustItself ? authorityPem : (await makeAuthority('Another')).certificate.toString('pem')
  await writeFile(join(store, 'ca.pem'), trusted)
  const keys = { default: 'signer', keys: [{ name: 'signer', keyPath: key, certPath: chain }] }
  await writeFile(join(config, 'signingkeys.json'), JSON.stringify(keys))
  await writeFile(join(config, 'trustpolicy.json'), JSON.stringify(TRUST_POLICY))
  await writeFile(join(config, 'config.json'), JSON.stringify({ credsStore: 'entrepot-test' }))
}

async function open(bench: Bench, home: string, trustItself = true): Promise<Signer> {
  await writeKeys(home, trustItself)
  const helper = join(home, 'docker-credential-entrepot-test')
  await writeFile(helper, CREDENTIAL_HELPER)
  await chmod(helper, 0o755)
  const base = bench.environment(home)
  const env = { ...base, PATH: `${home}:${base.PATH}` }
  // An authority of ours is found by SSL_CERT_FILE: notation has no flag for one.
  const access = bench.registry.tls ? [] : ['--insecure-registry']
  const notation = (...args: string[]) => run(['notation', ...args], { env })
  return {
    login: ({ user, password }) =>
      run(['notation', 'login', '-u', user, '--password-stdin', ...access, bench.registry.host], {
        env,
        input: password,
      }),
    sign: (reference, ...more) => notation('sign', ...access, ...more, reference),
    verify: (reference) => notation('verify', ...access, reference),
    list: (reference) => notation('list', ...access, reference),
    write: async (subject, reference) => {
      await bench.seed(reference, blobsOf(subject.image.platforms.amd64))
      return notation('sign', ...access, reference)
    },
    read: (reference) => notation('verify', ...access, reference),
  }
}

/** Signs, lists, verifies, and sees the signature refused by one who trusts another authority. */
async function signAndVerify(bench: Bench, name: string, ...how: string[]): Promise<void> {
  const { image } = await bench.subject(`notation-${name}`)
  const reference = bench.reference(`notation/${name}`)
  await bench.seed(reference, blobsOf(image.platforms.amd64))
  const signer = await open(bench, await bench.newFolder('notation'))
  mustPass((await signer.login(bench.registry.developer))!)
  mustFail(await signer.verify(reference), /no signature is associated/)
  mustPass(await signer.sign(reference, ...how))
  mustPass(await signer.verify(reference))
  if (!mustPass(await signer.list(reference)).output.includes('application/vnd.cncf.notary.signature')) {
    throw new Error('notation list does not show the signature')
  }
  const stranger = await open(bench, await bench.newFolder('notation'), false)
  mustPass((await stranger.login(bench.registry.reader))!)
  mustFail(await stranger.verify(reference), /signature verification failed/)
}

export const notation: Client = {
  name: 'notation',
  needs: ['notation'],
  cannot: {
    push: 'notation pushes signatures: see what only notation does',
    pull: 'notation pulls signatures: see what only notation does',
    'pull across': 'notation pulls signatures: see what only notation does',
    index: 'notation pushes signatures: see what only notation does',
    delete: 'notation has no command that deletes in a registry',
  },
  moves: () => [],
  open,
  extras: {
    'sign and verify, referrers API': (bench) =>
      signAndVerify(bench, 'api', '--force-referrers-tag=false', '--signature-format', 'jws'),
    'sign and verify, referrers tag': (bench) =>
      signAndVerify(bench, 'tag', '--force-referrers-tag=true', '--signature-format', 'cose'),
  },
}
