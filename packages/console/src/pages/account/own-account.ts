// What the API says of one's own account.
import type { api } from '../../api.ts'

export type OwnUser = Awaited<ReturnType<typeof api.getCurrentUserInfo>>['body']
/** By what it signs in. */
export type OwnWays = Awaited<ReturnType<typeof api.getOwnSignIn>>['body']
export type OwnToken = Awaited<ReturnType<typeof api.listOwnAccessTokens>>['body'][number]
/** A token that was just made: the only time that it is shown. */
export type MadeToken = Awaited<ReturnType<typeof api.createAccessToken>>['body']

export const ownTokensKey = ['current user', 'tokens'] as const

/** What a token may do, as people say it; each has all of the one before. */
export const presets = ['read', 'write', 'delete', 'all'] as const
export type Preset = (typeof presets)[number]
