// Real container clients against one registry: every client, every operation, and the table of what came of it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { programsAreRequired } from '../support/programs.ts'
import { Bench } from './bench.ts'
import { buildah } from './buildah.ts'
import { buildkit } from './buildkit.ts'
import { type Client, OPERATIONS } from './client.ts'
import { containerd } from './containerd.ts'
import { cosign } from './cosign.ts'
import { crane } from './crane.ts'
import { docker } from './docker.ts'
import { helm } from './helm.ts'
import { notation } from './notation.ts'
import { perform } from './operations.ts'
import { oras } from './oras.ts'
import { podman } from './podman.ts'
import { lackOfClient } from './programs.ts'
import { regctl } from './regctl.ts'
import { type RegistryUnderTest, startRegistry } from './registry.ts'
import { skopeo } from './skopeo.ts'
import { Table } from './table.ts'

const CLIENTS: readonly Client[] = [
  docker,
  podman,
  buildah,
  skopeo,
  containerd,
  crane,
  oras,
  regctl,
  helm,
  cosign,
  notation,
  buildkit,
]

const TLS = process.env.ENTREPOT_TEST_TLS === '1'
const REQUIRE = programsAreRequired()
const TEST_LIMIT = 240_000 // milliseconds: tests wait for each other's turn on few cores

const lacks = new Map(CLIENTS.map((client) => [client.name, lackOfClient(client)]))
const present = CLIENTS.filter(({ name }) => !lacks.get(name))
const table = new Table()
let registry: RegistryUnderTest | undefined
let bench: Bench

beforeAll(async () => {
  registry = await startRegistry({ tls: TLS })
  bench = await Bench.create(registry)
}, TEST_LIMIT)

afterAll(async () => {
  try {
    await report()
    await bench?.close()
  } finally {
    await registry?.stop()
  }
}, TEST_LIMIT)

/** Prints the table, or leaves it to the runner, which shows it even when all passed. */
async function report(): Promise<void> {
  const why = CLIENTS.flatMap((client) => {
    const lack = lacks.get(client.name)
    const skipped = lack ? [`${client.name}: skipped: ${lack.reason}`] : []
    const reasons = Object.entries(reasonsOf(client))
    return [...skipped, ...reasons.map(([operation, why]) => `${client.name}, ${operation}: n/a: ${why}`)]
  })
  const printed = `\nClients over ${TLS ? 'TLS' : 'HTTP'}\n${table.print(CLIENTS, why)}\n`
  const summary = process.env.ENTREPOT_TEST_SUMMARY
  if (summary) await Bun.write(summary, printed)
  else console.log(printed)
}

/** Why the client does not do some operations in this run. */
function reasonsOf({ cannot, cannotOverTls }: Client): Client['cannot'] {
  return { ...cannot, ...(TLS && cannotOverTls) }
}

/** One cell: a test that notes in the table how it ended. */
function cell(client: Client, name: string, work: () => Promise<unknown>): void {
  const lack = lacks.get(client.name)
  if (lack) {
    table.set(client.name, name, 'skipped')
    const title = `${name} (skipped: ${lack.reason})`
    if (REQUIRE && lack.required) test(title, () => expect.unreachable(lack.reason))
    else test.skip(title, () => {})
    return
  }
  table.set(client.name, name, 'failed')
  test.concurrent(
    name,
    async () => {
      await work()
      table.set(client.name, name, 'passed')
    },
    TEST_LIMIT,
  )
}

for (const client of CLIENTS) {
  describe(client.name, () => {
    for (const operation of OPERATIONS) {
      if (reasonsOf(client)[operation]) table.set(client.name, operation, 'n/a')
      else cell(client, operation, () => perform[operation](bench, client, present))
    }
    for (const [name, work] of Object.entries(client.extras ?? {})) cell(client, name, () => work(bench))
  })
}
