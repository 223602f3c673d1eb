// Docker's token service: the front door for other features.
export { Authenticator } from './authenticator.ts'
export { deleteRefreshTokensOf } from './refresh-tokens-store.ts'
export { SigningKeys } from './signing-keys.ts'
export { service, Tokens } from './tokens.ts'
