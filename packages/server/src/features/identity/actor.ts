// Who asks: known from credentials; what they may do is authorization's to say.

export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly id: number; readonly name: string }

export const anonymous: Actor = { type: 'anonymous' }

export function actorName(actor: Actor): string {
  return actor.type === 'anonymous' ? 'anonymous' : actor.name
}

/** What a bearer token was granted: the only things it may be used for. */
export interface Grant {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** An actor, how it proved itself, and what its credential is limited to. */
export interface Principal {
  readonly actor: Actor
  readonly via: 'anonymous' | 'password' | 'token' | 'access-token'
  /** Absent: as much as the actor itself may. */
  readonly grants?: readonly Grant[]
  /** The access token that proved it, where one did: what is made with it is no wider, and lives no longer. */
  readonly accessToken?: { readonly id: number; readonly expiresAt: number }
  /** Of the account's logins, as it was before the password was looked at (logins-store.ts). */
  readonly generation?: number
}

export const anonymousPrincipal: Principal = { actor: anonymous, via: 'anonymous' }
