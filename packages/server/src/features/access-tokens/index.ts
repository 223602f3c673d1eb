// Access tokens: the front door for other features.
export { AccessTokens } from './access-tokens.ts'
export { deleteAccessTokensOf } from './access-tokens-store.ts'
export { isToken } from './token-format.ts'
