// The keys that sign tokens: in the database, sealed, replaced in time, so that every node verifies every token.
import { type CryptoKey, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose'
import type { Clock } from '../../platform/clock.ts'
import { hour, minute } from '../../platform/clock.ts'
import { type Database, DatabaseUnavailable, type Transaction } from '../../platform/database/database.ts'
import type { Sealing } from '../../platform/sealing.ts'
import {
  deleteSigningKeys,
  insertSigningKey,
  listSigningKeys,
  retireSigningKeys,
  type SigningKeyRow,
} from './signing-keys-store.ts'

/** Ed25519: short signatures, and the fastest to verify of what the runtime offers. */
export const signingAlgorithm = 'EdDSA'
/** How long a node trusts its view of which key signs; another node may have rotated meanwhile. */
const refreshEvery = 10 * minute
/** Tokens live a day at most; after this a retired key has nothing left to verify. */
const keptAfterRetirement = 48 * hour
/** Unknown key ids are looked up once in this time: a flood of forged ids must not become a flood of queries. */
const unknownKeyPause = 1_000

type Transact = (work: (tx: Transaction) => Promise<void>) => Promise<void>

interface Loaded {
  readonly signing: { readonly kid: string; readonly key: CryptoKey }
  readonly verifying: ReadonlyMap<string, CryptoKey>
  readonly at: number
}

export class SigningKeys {
  private loaded: Loaded | undefined
  private loading: Promise<Loaded> | undefined
  private unknownAt = Number.NEGATIVE_INFINITY

  constructor(
    private readonly db: Database,
    private readonly sealing: Sealing,
    private readonly rotateAfter: number,
    private readonly clock: Clock,
  ) {}

  async signing(): Promise<{ kid: string; key: CryptoKey }> {
    return (await this.current(refreshEvery)).signing
  }

  /** The public key with this id, also when another node made it a moment ago. */
  async verifying(kid: string): Promise<CryptoKey | undefined> {
    const known = (await this.current(refreshEvery)).verifying.get(kid)
    if (known) return known
    if (this.clock() - this.unknownAt < unknownKeyPause) return undefined
    this.unknownAt = this.clock()
    await this.loading // it may have begun before the key was made
    return (await this.current(0)).verifying.get(kid)
  }

  /** For a job: replaces the key that signs when it is due, and forgets those that have nothing left to verify. */
  async rotateWhenOld(transaction: Transact): Promise<void> {
    const rows = await listSigningKeys(this.db)
    if (this.isDue(rows)) {
      await this.rotate(transaction)
      this.loaded = undefined
    }
    const before = this.clock() - keptAfterRetirement
    await transaction((tx) => deleteSigningKeys(tx, before))
  }

  private current(maxAge: number): Promise<Loaded> {
    if (this.loaded && this.clock() - this.loaded.at < maxAge) return Promise.resolve(this.loaded)
    this.loading ??= this.load().finally(() => {
      this.loading = undefined
    })
    return this.loading
  }

  private async load(): Promise<Loaded> {
    let rows = await listSigningKeys(this.db)
    if (this.isDue(rows)) {
      await this.rotateOnTheWay(rows)
      rows = await listSigningKeys(this.db)
    }
    this.loaded = await this.open(rows)
    return this.loaded
  }

  /** A database that takes no writes must not end all logins: the old key signs a little longer. */
  private async rotateOnTheWay(rows: readonly SigningKeyRow[]): Promise<void> {
    try {
      await this.rotate((work) => this.db.transaction(work))
    } catch (error) {
      const hasKey = rows.some((row) => row.retired_at === null)
      if (!(hasKey && error instanceof DatabaseUnavailable && error.fault !== 'unavailable')) throw error
    }
  }

  private isDue(rows: readonly SigningKeyRow[]): boolean {
    const newest = rows.find((row) => row.retired_at === null)
    return !newest || this.clock() - newest.created_at > this.rotateAfter
  }

  /** A new key signs from now on; tokens of the old ones stay valid until they expire. */
  private async rotate(transaction: Transact): Promise<void> {
    const row = await this.generate()
    await transaction(async (tx) => {
      await insertSigningKey(tx, row)
      await retireSigningKeys(tx, row.kid, row.created_at)
    })
  }

  private async generate(): Promise<SigningKeyRow> {
    const { publicKey, privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
    const kid = crypto.randomUUID()
    const { sealed, keyVersion } = this.sealing.seal(
      JSON.stringify(await exportJWK(privateKey)),
      purpose(kid),
    )
    return {
      kid,
      algorithm: signingAlgorithm,
      public_jwk: JSON.stringify(await exportJWK(publicKey)),
      sealed,
      key_version: keyVersion,
      created_at: this.clock(),
      retired_at: null,
    }
  }

  private async open(rows: SigningKeyRow[]): Promise<Loaded> {
    const active = rows.find((row) => row.retired_at === null)
    if (!active) throw new Error('no signing key after one was made')
    const secret = this.sealing.open(
      { sealed: active.sealed, keyVersion: active.key_version },
      purpose(active.kid),
    )
    const verifying = new Map<string, CryptoKey>()
    for (const row of rows) verifying.set(row.kid, await toKey(row.public_jwk))
    return { signing: { kid: active.kid, key: await toKey(secret) }, verifying, at: this.clock() }
  }
}

function purpose(kid: string): string {
  return `signing key ${kid}`
}

async function toKey(jwk: string): Promise<CryptoKey> {
  return (await importJWK(JSON.parse(jwk) as JWK, signingAlgorithm)) as CryptoKey
}
