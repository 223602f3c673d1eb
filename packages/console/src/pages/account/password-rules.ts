// Passwords as the server takes them, so that nobody has to ask it first; it decides anyway.

/** None that look like others. */
const all = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789'
const secretLength = 32

export function passwordFits(password: string): boolean {
  const fits = password.length >= 8 && password.length <= 128
  return fits && /\p{Lu}/u.test(password) && /\p{Ll}/u.test(password) && /\d/.test(password)
}

/** A secret that nobody has to remember. */
export function newSecret(): string {
  for (;;) {
    const secret = Array.from({ length: secretLength }, () => pick(all)).join('')
    if (passwordFits(secret)) return secret
  }
}

function pick(letters: string): string {
  // What is beyond the last whole multiple is thrown again: each letter is as likely as the others.
  const most = 256 - (256 % letters.length)
  for (;;) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
    if (byte < most) return letters.charAt(byte % letters.length)
  }
}
