// Rules of trust as the API shows them, and the issuers that are known well.
import { api } from '../api.ts'
import { contains } from '../app/filter.ts'
import type { ListSearch } from '../app/list-search.ts'
import { pageSize } from '../ui/list.tsx'

export type TrustRule = Awaited<ReturnType<typeof api.listTrustRules>>['body'][number]
export type Condition = TrustRule['conditions'][number]
export type RuleContent = NonNullable<Parameters<typeof api.createTrustRule>[0]>['body']

/** Whose rules: those of the system, for all robots, or a project's for its own. */
export type TrustPlace =
  | { readonly level: 'system' }
  | { readonly level: 'project'; readonly projectId: number; readonly project: string }

export type IssuerName = 'github' | 'gitlab' | 'other'

export interface KnownIssuer {
  readonly name: IssuerName
  readonly issuer: string
  /** Worth a condition; the first says whose token it is. */
  readonly claims: readonly string[]
  readonly conditions: readonly Condition[]
}

export const knownIssuers: readonly KnownIssuer[] = [
  {
    name: 'github',
    issuer: 'https://token.actions.githubusercontent.com',
    claims: [
      ...['repository', 'repository_id', 'repository_owner', 'ref', 'environment', 'job_workflow_ref'],
      ...['event_name', 'sub'],
    ],
    conditions: [
      { claim: 'repository', match: 'exact', value: '' },
      { claim: 'ref', match: 'exact', value: 'refs/heads/main' },
    ],
  },
  {
    name: 'gitlab',
    issuer: 'https://gitlab.com',
    claims: [
      'project_path',
      'project_id',
      'namespace_path',
      'ref',
      'ref_type',
      'ref_protected',
      'environment',
      'sub',
    ],
    conditions: [
      { claim: 'project_path', match: 'exact', value: '' },
      { claim: 'ref_protected', match: 'exact', value: 'true' },
    ],
  },
  { name: 'other', issuer: '', claims: ['sub'], conditions: [{ claim: 'sub', match: 'exact', value: '' }] },
]

export function issuerOf(rule: Pick<TrustRule, 'issuer'>): IssuerName {
  return knownIssuers.find(({ issuer }) => issuer !== '' && rule.issuer.startsWith(issuer))?.name ?? 'other'
}

export function listRules(place: TrustPlace, { q, page = 1, sort = 'name' }: ListSearch) {
  const query = { page, page_size: pageSize, sort, ...(q !== undefined && { q: contains('name', q) }) }
  return place.level === 'system'
    ? api.listTrustRules({ query })
    : api.listProjectTrustRules({ ...addressOf(place.project), query })
}

/** @param id of the rule that is changed; absent: one is made */
export async function saveRule(place: TrustPlace, body: RuleContent, id?: number): Promise<void> {
  if (place.level === 'system') {
    if (id === undefined) await api.createTrustRule({ body })
    else await api.updateTrustRule({ params: { trust_rule_id: id }, body })
    return
  }
  const { params, headers } = addressOf(place.project)
  if (id === undefined) await api.createProjectTrustRule({ params, headers, body })
  else await api.updateProjectTrustRule({ params: { ...params, trust_rule_id: id }, headers, body })
}

export async function deleteRule(place: TrustPlace, id: number): Promise<void> {
  if (place.level === 'system') {
    await api.deleteTrustRule({ params: { trust_rule_id: id } })
    return
  }
  const { params, headers } = addressOf(place.project)
  await api.deleteProjectTrustRule({ params: { ...params, trust_rule_id: id }, headers })
}

/** Names may consist of digits. */
function addressOf(project: string) {
  return { params: { project_name_or_id: project }, headers: { 'X-Is-Resource-Name': true } } as const
}
