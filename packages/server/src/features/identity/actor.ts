// Who asks: known from credentials; what they may do is authorization's to say.

export type Actor =
  | { readonly type: 'anonymous' }
  | { readonly type: 'user'; readonly id: number; readonly name: string }
  /** `name` in full, as in `robot$project+name`. */
  | { readonly type: 'robot'; readonly id: number; readonly name: string }

export const anonymous: Actor = { type: 'anonymous' }

/** The actor in one word that no name can imitate, for what is counted by its owner. */
export function actorKey(actor: Actor): string {
  return actor.type === 'anonymous' ? actor.type : `${actor.type}:${actor.id}`
}

export function actorName(actor: Actor): string {
  return actor.type === 'anonymous' ? 'anonymous' : actor.name
}

/** What a bearer token was granted: the only things it may be used for. */
export interface Grant {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** Part of what a limited credential may be used for. */
export interface CredentialLimit {
  /** A project by its name, `*` for all of them, or `/` for what lies outside of projects. */
  readonly namespace: string
  /** Permissions of authorization's, `resource:action`. */
  readonly access: readonly string[]
}

/** An actor, how it proved itself, and what its credential is limited to. */
export interface Principal {
  readonly actor: Actor
  readonly via: 'anonymous' | 'password' | 'token' | 'session' | 'access-token' | 'exchange'
  /** Absent: as much as the actor itself may. */
  readonly grants?: readonly Grant[]
  /** The access token that proved it, where one did: what is made with it is no wider, and lives no longer. */
  readonly accessToken?: { readonly id: number; readonly expiresAt: number }
  /** Of the account's logins, as it was before the password was looked at (logins-store.ts). */
  readonly generation?: number
  /** Absent: no limit. Otherwise what the actor may, as far as one of these covers it, and nothing else. */
  readonly within?: readonly CredentialLimit[]
}

export const anonymousPrincipal: Principal = { actor: anonymous, via: 'anonymous' }
