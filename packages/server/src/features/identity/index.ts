// Who asks: the front door for other features.
export {
  accountExists,
  findNameBeginning,
  findUser,
  findUserByName,
  firstAdministrator,
} from './accounts-store.ts'
export {
  type Actor,
  actorKey,
  actorName,
  anonymous,
  anonymousPrincipal,
  type CredentialLimit,
  type Grant,
  type Principal,
} from './actor.ts'
export { causeOf, type RequestFacts, systemCause } from './cause.ts'
export { CliSecrets } from './cli-secrets.ts'
export { deleteCliSecretOf } from './cli-secrets-store.ts'
export { ExternalAccounts } from './external-accounts.ts'
export { deleteIdentitiesOf, type LinkedSubject, listLinked } from './external-accounts-store.ts'
export { ensureFirstUser } from './first-user.ts'
export { type GroupReference, Groups, type GroupsOptions } from './groups.ts'
export {
  type ExternalGroup,
  type ExternalIdentity,
  type PasswordProvider,
  ProviderUnavailable,
} from './identity-provider-port.ts'
export { LoginThrottle } from './login-throttle.ts'
export { LoginWatch } from './login-watch.ts'
export { holdLogin, loginGeneration, overtakeLogins } from './logins-store.ts'
export { Passwords, sameSecret } from './passwords.ts'
export { ProviderSignIn } from './provider-sign-in.ts'
export { type PasswordSignIn, SignIn } from './sign-in.ts'
export { controlUsers, generatePassword } from './user-control.ts'
export type { UserRequest } from './user-request.ts'
export { passwordProblem, usernameProblem } from './user-rules.ts'
export { Users, type UsersOptions } from './users.ts'
export * from './users-store.ts'
