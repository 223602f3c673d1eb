// What accounts may be called and what passwords must be like; why not, in Harbor's words where it has any.

/** Longest name, address and comment. */
const longestText = 255
/** Letters that would break Basic credentials, scopes, or Harbor's own lists. */
const illegal = /[,"~#$%:/\\\p{Cc}]/u
const emailPattern = /^[^\s@<>()[\],;:"\\]+@[^\s@<>()[\],;:"\\]+$/
const shortestPassword = 8
const longestPassword = 128

export interface Profile {
  readonly email: string
  readonly realname: string
  readonly comment: string
}

/** @returns what is wrong, or undefined */
export function usernameProblem(username: string): string | undefined {
  if (username.length < 1 || username.length > longestText) return 'username with illegal length'
  if (illegal.test(username) || username.trim() !== username) return 'username contains illegal characters'
  return undefined
}

/** What begins like a robot's name could be one: no two can have the same. @returns what is wrong, or undefined */
export function robotLikeProblem(username: string, robotPrefix: string): string | undefined {
  return username.startsWith(robotPrefix)
    ? `username begins with ${robotPrefix}, as the names of robots do`
    : undefined
}

/** @returns the first thing that is wrong, or undefined */
export function profileProblem({ email, realname, comment }: Profile): string | undefined {
  if (email.length > longestText || !emailPattern.test(email)) return 'email with illegal format'
  if (realname.length > longestText) return 'realname with illegal length'
  if (/[,"~#$%\p{Cc}]/u.test(realname)) return 'realname contains illegal characters'
  if (comment.length > longestText) return 'comment with illegal length'
  return undefined
}

/** @returns what is wrong, or undefined */
export function passwordProblem(password: string): string | undefined {
  const long = password.length >= shortestPassword && password.length <= longestPassword
  if (long && /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password) && /\d/.test(password)) return undefined
  return (
    'the password or secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, ' +
    '1 lowercase letter and 1 number'
  )
}
