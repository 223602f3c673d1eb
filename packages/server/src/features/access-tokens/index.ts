// Access tokens: the front door for other features.
export { AccessTokens, type MadeToken } from './access-tokens.ts'
export { deleteAccessTokensOf, deleteTokensOfRule } from './access-tokens-store.ts'
export { loginCommand } from './login-command.ts'
export { isToken } from './token-format.ts'
export { limitsIn, presentLimits } from './token-permissions.ts'
