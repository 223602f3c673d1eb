// Who caused a change, as events keep it.
import type { Cause } from '../../platform/events.ts'
import { actorName, type Principal } from './actor.ts'

/** What a request contributes to the events that it causes. */
export interface RequestFacts {
  readonly id: string
  readonly address: string
  readonly traceparent: string | undefined
}

export function causeOf({ actor, via }: Principal, request: RequestFacts): Cause {
  return {
    actor: {
      type: actor.type,
      id: actor.type === 'anonymous' ? null : actor.id,
      name: actorName(actor),
      via,
    },
    address: request.address,
    requestId: request.id,
    traceparent: request.traceparent,
  }
}

/** What the server does of itself. */
export const systemCause: Cause = {
  actor: { type: 'system', id: null, name: 'entrepot', via: 'internal' },
  address: '',
  requestId: '',
  traceparent: undefined,
}
