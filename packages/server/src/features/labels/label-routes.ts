// /labels over HTTP.
import { Failure } from '../../platform/errors.ts'
import type { ApiCall, ApiHandlers } from '../../platform/http/api.ts'
import { parseListQuestion, withFilter } from '../../platform/listing.ts'
import type { Permits } from '../authorization/index.ts'
import { causeOf, type Principal } from '../identity/index.ts'
import { requireProjectId, requireScope } from './label-rules.ts'
import { presentLabel } from './label-views.ts'
import { type Labels, unknownLabel } from './labels.ts'
import { type LabelPlace, type LabelRow, labelFields } from './labels-store.ts'

type LabelHandlers = ApiHandlers<
  Principal,
  'ListLabels' | 'CreateLabel' | 'GetLabelByID' | 'UpdateLabel' | 'DeleteLabel'
>
type Action = 'create' | 'read' | 'update' | 'delete'

export function labelHandlers(labels: Labels, permits: Permits): LabelHandlers {
  const enter = async ({ scope, projectId }: LabelPlace, { principal }: Call, action: Action) => {
    if (scope === 'p') await permits.inProject(principal, { id: projectId }, `label:${action}`)
    // Whoever works with projects reads the labels that all of them share.
    else if (action === 'read') await requireAccount(permits, principal)
    else await permits.inSystem(principal, `label:${action}`)
  }
  /** One that is not there is refused like one that the caller may not see. */
  const labelOf = async (id: number, call: Call, action: Action): Promise<LabelRow> => {
    const label = await labels.find(id)
    if (!label) {
      await permits.inSystem(call.principal, `label:${action}`)
      throw unknownLabel(id)
    }
    await enter(label, call, action)
    return label
  }
  return {
    ListLabels: async ({ query }, call) => {
      const scope = requireScope(query.scope)
      const projectId = scope === 'p' ? requireProjectId(query.project_id) : 0
      if (scope === 'p') await permits.inProject(call.principal, { id: projectId }, 'label:list')
      else await requireAccount(permits, call.principal)
      const question = withFilter(
        parseListQuestion(query, labelFields),
        query.name ? { field: 'name', match: { how: 'within', value: query.name } } : undefined,
      )
      const { items, total } = await labels.list({ scope, projectId }, question)
      return { status: 200, body: items.map(presentLabel), total }
    },
    CreateLabel: async ({ body }, call) => {
      const scope = requireScope(body.scope)
      const place = { scope, projectId: scope === 'p' ? requireProjectId(body.project_id) : 0 }
      await enter(place, call, 'create')
      const id = await labels.create(place, body, cause(call))
      return { status: 201, location: `/api/v2.0/labels/${id}` }
    },
    GetLabelByID: async ({ params }, call) => {
      return { status: 200, body: presentLabel(await labelOf(params.label_id, call, 'read')) }
    },
    UpdateLabel: async ({ params, body }, call) => {
      const { id } = await labelOf(params.label_id, call, 'update')
      await labels.update(id, body, cause(call))
      return { status: 200 }
    },
    DeleteLabel: async ({ params }, call) => {
      const { id } = await labelOf(params.label_id, call, 'delete')
      await labels.delete(id, cause(call))
      return { status: 200 }
    },
  }
}

type Call = ApiCall<Principal>

async function requireAccount(permits: Permits, principal: Principal): Promise<void> {
  await permits.everywhere(principal)
  if (principal.actor.type === 'anonymous') throw new Failure('UNAUTHORIZED', { message: 'unauthorized' })
}

function cause({ principal, context }: Call) {
  return causeOf(principal, context)
}
