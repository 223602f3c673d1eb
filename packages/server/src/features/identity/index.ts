// Who asks: the front door for other features.
export { type Actor, actorName, anonymous, anonymousPrincipal, type Grant, type Principal } from './actor.ts'
export { causeOf, type RequestFacts, systemCause } from './cause.ts'
export { ensureFirstUser, type FirstUser } from './first-user.ts'
export { LoginThrottle } from './login-throttle.ts'
export { Passwords, sameSecret } from './passwords.ts'
export { SignIn } from './sign-in.ts'
export * from './users-store.ts'
