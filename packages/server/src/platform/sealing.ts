// Seals secrets that lie in the database with a key that lies outside it: AES-256-GCM, the key's version beside each.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, linkSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { OperatorError, systemReason } from './operator-error.ts'

const ivLength = 12
const tagLength = 16
const keyLength = 32
const algorithm = 'aes-256-gcm'

/** The key file cannot be used; the message is a sentence for the operator. */
export class KeyFileInvalid extends OperatorError {
  override readonly name = 'KeyFileInvalid'
}

export interface Sealed {
  readonly sealed: string
  readonly keyVersion: number
}

/**
 * The keys of a file with one line for each version: `<version>:<32 bytes in base64>`. The highest seals, all open.
 * To rotate, add a line; rows sealed with the older versions stay readable.
 */
export class Sealing {
  private readonly current: number

  private constructor(private readonly keys: ReadonlyMap<number, Buffer>) {
    this.current = Math.max(...keys.keys())
  }

  /** Reads the key file, or makes it (mode 0600) when it is absent. */
  static fromFile(path: string): Sealing {
    return Sealing.parse(readOrMake(path), path)
  }

  static parse(text: string, path: string): Sealing {
    const keys = new Map<number, Buffer>()
    for (const line of text.split('\n').filter((each) => each.trim() !== '' && !each.startsWith('#'))) {
      const match = /^(\d{1,6}):([A-Za-z0-9+/=]+)$/.exec(line.trim())
      const key = match ? Buffer.from(match[2] as string, 'base64') : undefined
      if (key?.length !== keyLength) {
        throw new KeyFileInvalid(
          `the key file ${path} (secrets.keyFile) has a line that is not <version>:<32 bytes in base64>`,
        )
      }
      const version = Number(match?.[1])
      if (keys.has(version)) {
        throw new KeyFileInvalid(`the key file ${path} (secrets.keyFile) has two keys of version ${version}`)
      }
      keys.set(version, key)
    }
    if (keys.size === 0) throw new KeyFileInvalid(`the key file ${path} (secrets.keyFile) holds no key`)
    return new Sealing(keys)
  }

  /** @param purpose bound into the seal, so that one row's secret cannot be put in another's place */
  seal(plain: string, purpose: string): Sealed {
    const iv = randomBytes(ivLength)
    const cipher = createCipheriv(algorithm, this.keys.get(this.current) as Buffer, iv)
    cipher.setAAD(Buffer.from(purpose))
    const sealed = Buffer.concat([iv, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
    return { sealed: sealed.toString('base64'), keyVersion: this.current }
  }

  /** @throws KeyFileInvalid when the key file lacks the version, or is another installation's */
  open({ sealed, keyVersion }: Sealed, purpose: string): string {
    const key = this.keys.get(keyVersion)
    if (!key)
      throw new KeyFileInvalid(
        `the key file (secrets.keyFile) lacks key version ${keyVersion}, which seals ${purpose}`,
      )
    const bytes = Buffer.from(sealed, 'base64')
    try {
      const iv = bytes.subarray(0, ivLength)
      const decipher = createDecipheriv(algorithm, key, iv, { authTagLength: tagLength })
      decipher.setAAD(Buffer.from(purpose))
      decipher.setAuthTag(bytes.subarray(-tagLength))
      return decipher.update(bytes.subarray(ivLength, -tagLength), undefined, 'utf8') + decipher.final('utf8')
    } catch (cause) {
      throw new KeyFileInvalid(
        `the key file (secrets.keyFile) does not open what the database holds (${purpose}); is it another one?`,
        {
          cause,
        },
      )
    }
  }
}

function readOrMake(path: string): string {
  try {
    if (!existsSync(path)) makeKeyFile(path)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    const words = `cannot read or make the key file ${path} (secrets.keyFile): ${systemReason(cause)}`
    throw new KeyFileInvalid(words, { cause })
  }
}

/** Written whole under another name first: a node that starts at the same moment sees all of it or nothing. */
function makeKeyFile(path: string): void {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  writeFileSync(draft, `1:${randomBytes(keyLength).toString('base64')}\n`, {
    mode: 0o600,
    flag: 'wx',
    flush: true,
  })
  try {
    linkSync(draft, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    unlinkSync(draft)
  }
}
