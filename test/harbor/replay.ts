// Asks a server of ours the questions that a fresh Harbor was asked, in their order, with the steps between that the
// listing leaves out.
import { Accounts } from '../support/accounts.ts'
import { Caller, type Credential, digestOf, type Heard } from '../support/caller.ts'
import { ociManifest } from '../support/registry-client.ts'
import type { TestServer } from '../support/server.ts'
import type { HarborAnswer, Question } from './questions.ts'

/** Stands where the listing has PROBE: a project's name, and within others. */
const word = 'probe529091'
/** The digests of what was pushed to Harbor; those of what is pushed here are put in their place. */
const theirImage = /sha256:edd917370d4cff3a183c29e98c3a5e27c4ae57deea9233f39fa0b2e19fa80e89/g
const theirReferrer = /sha256:8c590e8010f6bd9c8b4a74a5a2558586090e6c595e4d63e39631afbd40436e4b/g
const api = '/api/v2.0'

/** Asked with a password that is wrong. */
const wrongPassword = new Set([
  'GET /api/v2.0/users/current as admin',
  'GET /api/v2.0/projects as admin # bad password on a public listing',
  'GET /v2/ as admin',
  'GET /service/token?service=harbor-registry as admin',
])

const config = JSON.stringify({
  architecture: 'amd64',
  author: 'me',
  config: { Env: ['A=b'], Labels: { k: 'v' } },
  created: '2026-01-01T00:00:00Z',
  history: [{ created: '2026-01-01T00:00:00Z', created_by: 'ADD file' }],
  os: 'linux',
  rootfs: { type: 'layers', diff_ids: [digestOf('layer')] },
})
const image = JSON.stringify({
  schemaVersion: 2,
  mediaType: ociManifest,
  config: descriptor('application/vnd.oci.image.config.v1+json', config),
  layers: [descriptor('application/vnd.oci.image.layer.v1.tar', 'layer')],
})
const referrer = JSON.stringify({
  schemaVersion: 2,
  mediaType: ociManifest,
  artifactType: 'application/vnd.probe',
  config: descriptor('application/vnd.oci.empty.v1+json', '{}'),
  layers: [descriptor('application/vnd.oci.empty.v1+json', '{}')],
  subject: descriptor(ociManifest, image),
})

function descriptor(mediaType: string, text: string) {
  return { mediaType, digest: digestOf(text), size: Buffer.byteLength(text) }
}

export interface Asked {
  readonly ours: Heard
  /** Harbor's answer, with what is ours put in for the listing's placeholders. */
  readonly theirs: HarborAnswer
}

export class Replay {
  private readonly admin: Caller
  private readonly user: Caller
  /** By the collection's name: the id of the first thing made there. */
  private readonly ids = new Map<string, string>()
  private robotSecret = ''
  /** What the listing leaves out, by the title of the question that comes after it. */
  private readonly before: Readonly<Record<string, () => Promise<unknown>>>

  constructor(private readonly server: TestServer) {
    this.admin = new Caller(server.url, this.credential('admin'))
    this.user = new Caller(server.url, this.credential('uPROBE'))
    const artifactLabels = `${api}/projects/${word}/repositories/a/artifacts/v1/labels`
    this.before = {
      'POST /api/v2.0/projects as uPROBE {"project_name": "PROBE"} # again': () =>
        this.make(`${api}/projects`, { project_name: word }),
      'POST /v2/PROBE/a/blobs/uploads/ as Bearer': () => this.push(),
      'POST /api/v2.0/projects/PROBE/repositories/a/artifacts/v1/labels as uPROBE {"id": #} # again': () =>
        this.make(artifactLabels, { id: Number(this.ids.get('labels')) }),
      'GET /api/v2.0/projects/PROBE/auditlog-exts?page_size=2 as uPROBE': () => this.audited(),
      'DELETE /api/v2.0/projects/# as uPROBE': () =>
        this.user.send('DELETE', `${api}/projects/${word}/repositories/b`),
      'GET /api/v2.0/projects/# as admin (2)': () =>
        this.admin.send('DELETE', `${api}/users/${this.ids.get('users')}`),
    }
  }

  /** @param title the question's, with a number behind it where it was asked before */
  async ask(question: Question, title: string): Promise<Asked> {
    await this.before[title]?.()
    const { method, note, answer } = question
    const caller = await this.callerOf(question, title)
    const path = this.pathOf(question)
    const body = this.bodyOf(question)
    const ours = await caller.send(method, path, {
      headers: {
        ...(path.startsWith('/api') && body !== undefined && { 'content-type': 'application/json' }),
        ...(/\/manifests\//.test(path) &&
          !note.includes('no Accept') && { accept: ociManifest, 'content-type': ociManifest }),
        ...(/\bsid\b/.test(note) && { cookie: 'sid=0123456789abcdef' }),
      },
      ...(body !== undefined && { body }),
    })
    this.remember(path, ours)
    const headers = [...answer.headers].map(([name, value]) => [name, this.filled(value)] as const)
    const theirs = { ...answer, headers: new Map(headers), text: this.filled(answer.text) }
    return { ours, theirs }
  }

  private credential(who: string): Credential {
    if (who === 'admin') return new Accounts(this.server).admin()
    if (who.startsWith('robot$')) return { id: 0, name: this.filled(who), password: this.robotSecret }
    return { id: 0, name: this.filled(who), password: 'Aa123456' }
  }

  private async callerOf({ who }: Question, title: string): Promise<Caller> {
    const { url } = this.server
    if (who === '-') return new Caller(url)
    if (who === 'Bearer') return this.user.withToken(`repository:${word}/a:pull,push,delete`)
    const wrong = wrongPassword.has(title) && { password: 'Wrong password 1' }
    return new Caller(url, {
      ...(this.credential(who) as { id: number; name: string; password: string }),
      ...wrong,
    })
  }

  /** The listing's placeholders, in words of ours. */
  private filled(text: string): string {
    return text
      .replace(theirImage, digestOf(image))
      .replace(theirReferrer, digestOf(referrer))
      .replaceAll('PROBE', word)
      .replaceAll('URL', this.server.url)
  }

  private pathOf({ path, answer }: Question): string {
    // What does not exist is named in Harbor's answer; else the number is that of the thing made before.
    const absent = /\b(?:99999999|0)\b(?= not found)/.exec(answer.text)?.[0]
    const own = /\/users\/#$/.test(path) && answer.text.includes('with ID 1') ? '1' : undefined
    return this.filled(path).replace(
      /(?<=\/(\w+)\/)(?:#|UID)/g,
      (_, collection: string) => absent ?? own ?? this.ids.get(collection) ?? '0',
    )
  }

  private bodyOf({ method, path, body, answer }: Question): string | undefined {
    if (/\/manifests\//.test(path)) return method === 'PUT' ? this.manifestFor(path) : undefined
    if (body === undefined) return undefined
    const collection = path.endsWith('/labels') ? 'labels' : (path.split('/')[3] ?? '')
    const id = answer.text.includes('99999999') ? '99999999' : this.ids.get(collection)
    return this.filled(body)
      .replace('"project_id": #', `"project_id": ${this.ids.get('projects')}`)
      .replace('"id": #', `"id": ${id}`)
      .replace('"secret": "..."', '"secret": "short"')
  }

  private manifestFor(path: string): string {
    return path.includes('sha256:') ? referrer : image
  }

  private remember(path: string, { status, headers, text }: Heard): void {
    const found = /\/(\w+)\/(\d+)$/.exec(headers.get('location') ?? '')
    if (status !== 201 || !found) return
    const [, collection, id] = found as unknown as [string, string, string]
    if (!this.ids.has(collection)) this.ids.set(collection, id)
    if (path.endsWith('/robots')) this.robotSecret = (JSON.parse(text) as { secret: string }).secret
  }

  private async make(path: string, body: object): Promise<void> {
    const headers = { 'content-type': 'application/json' }
    const heard = await this.user.send('POST', path, { headers, body: JSON.stringify(body) })
    this.remember(path, heard)
  }

  /** Events reach the audit log a moment after they happen; the robot's end is the last one here. */
  private async audited(): Promise<void> {
    const path = `${api}/projects/${word}/auditlog-exts?q=${encodeURIComponent('resource_type=robot,operation=delete')}`
    const deadline = performance.now() + 10_000
    while ((await this.user.get(path)).headers.get('x-total-count') === '0' && performance.now() < deadline) {
      await Bun.sleep(20)
    }
  }

  /** What the listing's questions about content are about. */
  private async push(): Promise<void> {
    const caller = await this.user.withToken(`repository:${word}/a:pull,push`)
    for (const blob of [config, 'layer', '{}']) await caller.pushBlob(`${word}/a`, blob)
    await caller.send('PUT', `/v2/${word}/a/manifests/v1`, {
      headers: { 'content-type': ociManifest },
      body: image,
    })
  }
}
