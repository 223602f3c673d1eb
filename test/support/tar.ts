// Writes small ustar archives whose bytes depend only on what goes in: no clock, no order of a disk.

export type TarEntry = {
  /** At most 100 characters. With a slash at its end it is a folder. */
  name: string
  content: string | Uint8Array
  /** 0644 for a file, 0755 for a folder. */
  mode?: number
  /** User and group, by number; root. */
  owner?: number
  /** Seconds since 1970; 0. */
  modified?: number
}

const BLOCK = 512

/** One field of a ustar header: a number in octal, with leading zeros and a NUL. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

function header({ name, mode, owner = 0, modified = 0 }: TarEntry, size: number): Uint8Array {
  if (name.length > 100) throw new Error(`tar: the name is longer than 100 characters: ${name}`)
  const isFolder = name.endsWith('/')
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(octal(mode ?? (isFolder ? 0o755 : 0o644), 8), 100)
  block.write(octal(owner, 8), 108)
  block.write(octal(owner, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(modified, 12), 136)
  block.write('        ', 148) // the checksum counts its own field as spaces
  block.write(isFolder ? '5' : '0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A ustar archive of files and folders, in the order given. */
export function tar(entries: TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const entry of entries) {
    const { content } = entry
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    parts.push(header(entry, bytes.length), bytes)
    parts.push(Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}
