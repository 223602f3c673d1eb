// The built console: one file with its page and all that the page asks for, compressed beforehand.

/** As `npm run console` writes it: `packages/console/dist/console.pack`, a JSON document. */
export interface ConsolePack {
  /** HTML; `{{nonce}}` stands where each answer has its own. */
  readonly page: string
  /** By path, such as `/assets/main-0a1b2c3d.js`: a name has the contents' hash in it. */
  readonly files: Readonly<Record<string, PackedFile>>
}

export interface PackedFile {
  readonly type: string
  /** Base64. */
  readonly gzip: string
  readonly brotli: string
}

/** A file as it is sent. */
export interface ConsoleFile {
  readonly type: string
  readonly gzip: Uint8Array<ArrayBuffer>
  readonly brotli: Uint8Array<ArrayBuffer>
}

export interface Console {
  readonly page: string
  readonly files: ReadonlyMap<string, ConsoleFile>
}

/** @returns undefined where none was built, as in a checkout whose server was started by itself */
export async function readConsole(): Promise<Console | undefined> {
  const path = await packPath()
  if (path === undefined) return undefined
  const { page, files } = (await Bun.file(path).json()) as ConsolePack
  const decoded = Object.entries(files).map(([name, { type, gzip, brotli }]) => {
    return [name, { type, gzip: bytes(gzip), brotli: bytes(brotli) }] as const
  })
  return { page, files: new Map(decoded) }
}

async function packPath(): Promise<string | undefined> {
  try {
    // The one-file program holds the pack itself.
    const { default: path } = await import('../../../../console/dist/console.pack', {
      with: { type: 'file' },
    })
    return path
  } catch {
    return undefined
  }
}

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}
