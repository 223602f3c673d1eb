// What there is to ask about: one thing of each kind, made anew where an earlier question has deleted it.
import { apiBase } from '@entrepot/contract'
import { RegistryClient, randomBlob } from '../support/registry-client.ts'

/** Ids by the names that paths have for them. */
export type KnownIds = Readonly<Record<string, string | undefined>>

const trust = {
  name: 'ci',
  issuer: 'https://ci.example.com',
  audience: 'registry',
  conditions: [{ claim: 'sub', match: 'exact', value: 'x' }],
}
const pulls = [{ resource: 'repository', action: 'pull' }]

export class ManagementWorld {
  private round = 0

  constructor(
    private readonly url: string,
    private readonly administrator: Record<string, string>,
  ) {}

  async prepare(): Promise<KnownIds> {
    this.round += 1
    const name = `made${this.round}`
    await this.post('/projects', { project_name: 'fuzz', metadata: { public: 'true' } })
    const image = await new RegistryClient(this.url, this.administrator).pushImage(
      'fuzz/app',
      'v1',
      randomBlob(10),
    )
    const robot_id = await this.post('/robots', {
      ...{ name, level: 'system', duration: 1 },
      permissions: [{ kind: 'project', namespace: 'library', access: pulls }],
    })
    const rule = { ...trust, name, robot_id: Number(robot_id) }
    return {
      robot_id,
      role_id: await this.post('/roles', { name, permissions: pulls }),
      group_id: await this.post('/usergroups', { group_name: name, group_type: 2 }),
      label_id: await this.post('/labels', { name, scope: 'g' }),
      trust_rule_id: await this.post('/trust-rules', rule),
      purge_id: await this.post('/system/purgeaudit/schedule', {
        parameters: { audit_retention_hour: 1, include_event_types: 'create_artifact', dry_run: true },
        schedule: { type: 'Manual' },
      }),
      digest: image,
    }
  }

  /** @returns the id at the end of Location */
  private async post(path: string, body: object): Promise<string | undefined> {
    const answer = await fetch(`${this.url}${apiBase}${path}`, {
      method: 'POST',
      headers: { ...this.administrator, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    await answer.text()
    return /\/(\d+)$/.exec(answer.headers.get('location') ?? '')?.[1]
  }
}
