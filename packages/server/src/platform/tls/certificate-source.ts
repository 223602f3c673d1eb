// Where the server's certificate comes from, and the watch that takes up a new one while the server runs.
import { join } from 'node:path'
import { type Clock, day, hour, second } from '../clock.ts'
import type { Log } from '../log.ts'
import {
  type CertificateFiles,
  type CertificatePair,
  CertificateUnusable,
  expiryOf,
  readCertificatePair,
} from './certificate-pair.ts'
import type { OwnCertificateOptions } from './own-authority.ts'

export interface CertificateSource {
  /** @throws CertificateUnusable */
  load(): Promise<CertificatePair>
  /** How often a look for a new one is worth it, in milliseconds. */
  readonly lookEvery: number
}

/** Files change under our hands: two small reads are cheaper than a watch that misses renamed links. */
export function certificateFiles(files: CertificateFiles): CertificateSource {
  return { load: async () => readCertificatePair(files), lookEvery: 2 * second }
}

/** A certificate of the authority in the data folder, renewed before it ends and when the machine's names change. */
export function certificateOfOwnAuthority(options: OwnCertificateOptions): CertificateSource {
  return {
    load: async () => {
      // Few use it, and its libraries would be a quarter of the memory of a server at rest, and of its start.
      const { ownCertificate } = await import('./own-authority.ts')
      return ownCertificate(options)
    },
    lookEvery: hour,
  }
}

/** The certificate of the node's own authority, which clients are told to trust. */
export function authorityFile(dataDir: string): string {
  return join(dataDir, 'tls', 'ca.crt')
}

const warnBefore = 14 * day

/** Looks for a new certificate now and then, and hands it over. What cannot be used is logged, and the old one stays. */
export class CertificateWatch {
  private readonly timer: Timer
  private looking = Promise.resolve()
  private problem: string | undefined
  private reported: string | undefined
  private warnedOf: CertificatePair | undefined

  constructor(
    private readonly source: CertificateSource,
    private current: CertificatePair,
    private readonly replace: (pair: CertificatePair) => void,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {
    this.warnOfEnd()
    this.timer = setInterval(() => void this.look(false), source.lookEvery)
    this.timer.unref()
  }

  /** Looks at once, and tells of a problem at once: for SIGHUP. */
  reload(): Promise<void> {
    return this.look(true)
  }

  stop(): void {
    clearInterval(this.timer)
  }

  private look(atOnce: boolean): Promise<void> {
    this.looking = this.looking.then(() => this.lookOnce(atOnce))
    return this.looking
  }

  private async lookOnce(atOnce: boolean): Promise<void> {
    try {
      const pair = await this.source.load()
      this.problem = undefined
      this.reported = undefined
      if (pair.certificate !== this.current.certificate || pair.key !== this.current.key) {
        this.replace(pair)
        this.current = pair
        this.log.info({ until: new Date(expiryOf(pair)).toISOString() }, 'a new certificate is in use')
      }
    } catch (error) {
      this.report(error, atOnce)
    }
    this.warnOfEnd()
  }

  /** Certificate and key are two files, and one is always written first: a problem counts when it is seen twice. */
  private report(error: unknown, atOnce: boolean): void {
    const words = error instanceof Error ? error.message : String(error)
    const settled = atOnce || this.problem === words
    this.problem = words
    if (!settled || (this.reported === words && !atOnce)) return
    this.reported = words
    const err = error instanceof CertificateUnusable ? undefined : error
    this.log.error({ err }, `the new certificate is not used, the old one stays: ${words}`)
  }

  private warnOfEnd(): void {
    if (this.warnedOf === this.current) return
    const until = expiryOf(this.current)
    if (until - this.clock() > warnBefore) return
    this.warnedOf = this.current
    const when = new Date(until).toISOString()
    this.log.warn(
      { until: when },
      until < this.clock() ? 'the certificate has expired' : 'the certificate expires soon',
    )
  }
}
