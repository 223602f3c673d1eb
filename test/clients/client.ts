// What a container client is to the tests: the few things it can do, and why it cannot do the others.
import type { Bench, Subject } from './bench.ts'
import type { Artifact, Content } from './content.ts'
import type { Account } from './registry.ts'
import type { Ran } from './run.ts'

/** What every client is asked to do; the columns of the table. */
export const OPERATIONS = [
  'log in',
  'push',
  'pull',
  'pull across',
  'index',
  'delete',
  'wrong password',
  'denied',
  'missing tag',
] as const
export type Operation = (typeof OPERATIONS)[number]

/**
 * One user of a client, with a home of its own. Each method runs the program and answers how it ended; steps
 * that only prepare throw when they fail. What is left out stands in the client's `cannot`.
 */
export interface Session {
  /** Where the client has no command for it, keeps the account for the commands to come. */
  login(account: Account): Promise<Ran | undefined>
  push?(subject: Subject, reference: string): Promise<Ran>
  /** Leaves in `folder` what it pulled, as files that hold the blobs (or the layers unpacked). */
  pull?(reference: string, folder: string): Promise<Ran>
  pushIndex?(subject: Subject, reference: string): Promise<Ran>
  pullIndex?(reference: string, folder: string): Promise<Ran>
  /** Deletes the tag, or the manifest that it names: afterwards the tag is gone. */
  delete?(reference: string): Promise<Ran>
  /** Something that needs the right to push, of a client that does not push images. */
  write?(subject: Subject, reference: string): Promise<Ran>
  /** Something that needs the tag to exist, of a client that does not pull images. */
  read?(reference: string): Promise<Ran>
}

export interface Client {
  readonly name: string
  /** Its programs, by their names in `test/clients.json`. */
  readonly needs: readonly string[]
  /** Why it does not do an operation: a cell of the table says `n/a` with this reason. */
  readonly cannot: Partial<Record<Operation, string>>
  readonly cannotOverTls?: Partial<Record<Operation, string>>
  /** Of an image's content, what its push and its pull keep byte for byte. */
  readonly moves: (content: Content) => string[]
  /** What it moves where that is no image: manifest first, then its config and layers. */
  readonly artifact?: (reference: string) => Artifact
  /** Its words for a refused push, where they must be exact. */
  readonly denied?: RegExp
  open(bench: Bench, home: string): Promise<Session>
  /** What only this client does, by the name that the table gives it; each throws where it fails. */
  readonly extras?: Record<string, (bench: Bench) => Promise<void>>
}

/** What clients move that keep every byte as it is. */
export function exactly({ manifest, config, layers }: Content): string[] {
  return [manifest, config, ...layers]
}

/** What clients move that unpack layers and compress them anew: the same config and the same layers inside. */
export function contents({ config, unpacked }: Content): string[] {
  return [config, ...unpacked]
}

/** What clients move that write manifest and config themselves. */
export function layersOnly({ layers }: Content): string[] {
  return layers
}
