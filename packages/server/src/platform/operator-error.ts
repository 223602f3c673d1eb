// What only an operator can mend: told at the start in one sentence, without a stack.

/** The message is a sentence that names the setting, and holds no secret. */
export class OperatorError extends Error {
  override readonly name: string = 'OperatorError'
}

const words: Readonly<Record<string, string>> = {
  EACCES: 'this user has no right to',
  EPERM: 'this user has no right to',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: "this user's quota of the disk is used up",
  ENOENT: 'it does not exist',
  ENOTDIR: 'a part of the path is not a folder',
  EEXIST: 'it is not a folder',
  EISDIR: 'it is a folder',
}

/** The system's refusal in words; the cause of the cause counts too. */
export function systemReason(error: unknown): string {
  for (let each = error; each instanceof Error; each = each.cause) {
    const code = 'code' in each && typeof each.code === 'string' ? each.code : ''
    const known = words[code]
    if (known) return known
  }
  return error instanceof Error ? error.message : String(error)
}
