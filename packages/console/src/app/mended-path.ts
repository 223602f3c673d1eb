// Addresses that somebody cut off within an encoded letter: such a text is part of no name, and no error either.

/** @returns the path, with every `%` taken as it stands where it cannot be decoded */
export function mendedPath(path: string): string {
  try {
    decodeURIComponent(path)
    return path
  } catch {
    return path.replaceAll('%', '%25')
  }
}
