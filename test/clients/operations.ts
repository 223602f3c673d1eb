// The operations of the table: each drives one client, and looks at the outcome from outside.
import { type Bench, type Subject, TAG } from './bench.ts'
import type { Client, Operation, Session } from './client.ts'
import { type Artifact, type Content, contentOfArtifact, digestsInFolder, mustHold } from './content.ts'
import { blobsOf, type Image, PLATFORMS } from './image.ts'
import type { Account } from './registry.ts'
import { mustFail, mustPass, type Ran } from './run.ts'

const WRONG_PASSWORD = /unauthorized|incorrect username or password|authentication required|invalid username/i
const DENIED = /denied/i
const MISSING = /not found|manifest unknown|MANIFEST_UNKNOWN|no such manifest/i

/** Where a test stands: its client, and a name that no other test has. */
type Place = { bench: Bench; client: Client; name: string; reference: string }

function place(bench: Bench, client: Client, operation: Operation): Place {
  const name = `${client.name}-${operation.replaceAll(' ', '-')}`
  return {
    bench,
    client,
    name,
    reference: bench.reference(`${client.name}/${operation.replaceAll(' ', '-')}`),
  }
}

/** A session whose login was accepted. */
async function sessionOf({ bench, client, name }: Place, account: Account): Promise<Session> {
  const session = await client.open(bench, await bench.newFolder(name))
  const ran = await session.login(account)
  if (ran) mustPass(ran)
  return session
}

/** What the client moves: its own kind of artifact, or an image for linux/amd64. */
function artifactOf({ client, reference }: Place, { image }: Subject): Artifact {
  return client.artifact?.(reference) ?? blobsOf(image.platforms.amd64)
}

function imageContents(image: Image): Content[] {
  return PLATFORMS.map((architecture) => contentOfArtifact(blobsOf(image.platforms[architecture])))
}

function everyDigest(contents: Content[]): string[] {
  return contents.flatMap(({ manifest, config, layers, unpacked }) => [
    manifest,
    config,
    ...layers,
    ...unpacked,
  ])
}

async function mustBeInRegistry({ bench, client, reference }: Place, wanted: Content[]): Promise<void> {
  const held = everyDigest(await bench.contentInRegistry(reference))
  mustHold(held, wanted.flatMap(client.moves), `the registry's ${reference}`)
}

async function mustPull(pull: (folder: string) => Promise<Ran>, at: Place, wanted: Content[]): Promise<void> {
  const folder = await at.bench.newFolder(`${at.name}-pulled`)
  mustPass(await pull(folder))
  mustHold(await digestsInFolder(folder), wanted.flatMap(at.client.moves), `what ${at.client.name} pulled`)
}

async function login(bench: Bench, client: Client): Promise<void> {
  await sessionOf(place(bench, client, 'log in'), bench.registry.developer)
}

/** Pushes once for all who ask; answers where. */
const pushes = new WeakMap<Bench, Map<string, Promise<string>>>()

async function pushed(bench: Bench, client: Client): Promise<string> {
  const known = pushes.get(bench) ?? new Map<string, Promise<string>>()
  pushes.set(bench, known)
  const push = known.get(client.name) ?? pushOnce(bench, client)
  known.set(client.name, push)
  return push
}

async function pushOnce(bench: Bench, client: Client): Promise<string> {
  const at = place(bench, client, 'push')
  const subject = await bench.subject(at.name)
  const session = await sessionOf(at, bench.registry.developer)
  mustPass(await session.push!(subject, at.reference))
  await mustBeInRegistry(at, [contentOfArtifact(artifactOf(at, subject))])
  return at.reference
}

async function pull(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'pull')
  const artifact = artifactOf(at, await bench.subject(at.name))
  await bench.seed(at.reference, artifact)
  const session = await sessionOf(at, bench.registry.reader)
  await mustPull((folder) => session.pull!(at.reference, folder), at, [contentOfArtifact(artifact)])
}

/** Pulls what each other client pushed. */
async function pullAcross(bench: Bench, client: Client, others: readonly Client[]): Promise<void> {
  const at = place(bench, client, 'pull across')
  const session = await sessionOf(at, bench.registry.reader)
  for (const other of others) {
    if (other === client || other.artifact || other.cannot.push) continue
    // A push that failed has failed its own test.
    const reference = await pushed(bench, other).catch(() => undefined)
    if (!reference) continue
    const contents = await bench.contentInRegistry(reference)
    await mustPull((folder) => session.pull!(reference, folder), { ...at, reference }, contents)
  }
}

async function index(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'index')
  const subject = await bench.subject(at.name)
  const wanted = imageContents(subject.image)
  const session = await sessionOf(at, bench.registry.developer)
  mustPass(await session.pushIndex!(subject, at.reference))
  await mustBeInRegistry(at, wanted)
  const back = await sessionOf(at, bench.registry.reader)
  await mustPull(
    (folder) => back.pullIndex!(at.reference, folder),
    at,
    await bench.contentInRegistry(at.reference),
  )
}

async function remove(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'delete')
  await bench.seed(at.reference, artifactOf(at, await bench.subject(at.name)))
  const session = await sessionOf(at, bench.registry.maintainer)
  mustPass(await session.delete!(at.reference))
  const status = await bench.statusOf(at.reference)
  if (status !== 404) throw new Error(`${at.reference} is still answered, with ${status}`)
}

async function wrongPassword(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'wrong password')
  const session = await client.open(bench, await bench.newFolder(at.name))
  const account = { user: bench.registry.developer.user, password: 'not-The-Password-1' }
  // A client without a login of its own notices at its first request.
  const ran =
    (await session.login(account)) ?? (await session.push!(await bench.subject(at.name), at.reference))
  mustFail(ran, WRONG_PASSWORD)
}

async function denied(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'denied')
  const session = await sessionOf(at, bench.registry.reader)
  const write = session.write ?? session.push!
  mustFail(await write(await bench.subject(at.name), at.reference), client.denied ?? DENIED)
}

async function missingTag(bench: Bench, client: Client): Promise<void> {
  const at = place(bench, client, 'missing tag')
  const artifact = artifactOf(at, await bench.subject(at.name))
  await bench.seed(at.reference, artifact)
  const session = await sessionOf(at, bench.registry.reader)
  const absent = at.reference.replace(new RegExp(`${TAG}$`), '9.9.9')
  const folder = await bench.newFolder(at.name)
  mustFail(await (session.read ? session.read(absent) : session.pull!(absent, folder)), MISSING)
}

/** What each operation runs; throws where it fails. `clients` are those whose programs are there. */
export const perform: Record<
  Operation,
  (bench: Bench, client: Client, clients: readonly Client[]) => Promise<unknown>
> = {
  'log in': login,
  push: pushed,
  pull,
  'pull across': pullAcross,
  index,
  delete: remove,
  'wrong password': wrongPassword,
  denied,
  'missing tag': missingTag,
}
