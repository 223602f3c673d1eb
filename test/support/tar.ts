// Writes small ustar archives whose bytes depend only on what goes in: no clock, no owner, no order of a disk.

export type TarEntry = { name: string; content: string | Uint8Array }

const BLOCK = 512

/** One field of a ustar header: a number in octal, with leading zeros and a NUL. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, '0')}\0`
}

function header(name: string, size: number): Uint8Array {
  if (name.length > 100) throw new Error(`tar: the name is longer than 100 characters: ${name}`)
  const block = Buffer.alloc(BLOCK)
  block.write(name, 0)
  block.write(octal(0o644, 8), 100)
  block.write(octal(0, 8), 108)
  block.write(octal(0, 8), 116)
  block.write(octal(size, 12), 124)
  block.write(octal(0, 12), 136)
  block.write('        ', 148) // the checksum counts its own field as spaces
  block.write('0', 156)
  block.write('ustar\x0000', 257)
  const sum = block.reduce((total, byte) => total + byte, 0)
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return block
}

/** A ustar archive of regular files, in the order given. Names hold at most 100 characters. */
export function tar(entries: TarEntry[]): Uint8Array {
  const parts: Uint8Array[] = []
  for (const { name, content } of entries) {
    const bytes = typeof content === 'string' ? Buffer.from(content) : content
    parts.push(header(name, bytes.length), bytes)
    parts.push(Buffer.alloc((BLOCK - (bytes.length % BLOCK)) % BLOCK))
  }
  return Buffer.concat([...parts, Buffer.alloc(2 * BLOCK)])
}
