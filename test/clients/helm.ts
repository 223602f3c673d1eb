// helm: charts in an `oci://` repository, named after the chart, tagged with its version.
import { join } from 'node:path'
import { makeChart, writeChart } from './chart.ts'
import { type Client, layersOnly } from './client.ts'
import { run } from './run.ts'

/** Splits `host/project/…/chart:version` into what helm wants apart. */
function split(reference: string): { parent: string; name: string; version: string } {
  const [, parent, name, version] = reference.match(/^(.+)\/([^/:]+):([^:/]+)$/) ?? []
  if (!parent || !name || !version) throw new Error(`not a chart's reference: ${reference}`)
  return { parent, name, version }
}

function chartOf(reference: string) {
  const { name, version } = split(reference)
  return makeChart(name, version)
}

export const helm: Client = {
  name: 'helm',
  needs: ['helm'],
  cannot: {
    'pull across': 'helm takes charts alone; no other client here packs one',
    index: 'a chart has no platforms',
    delete: 'helm has no command that deletes in a registry',
  },
  moves: layersOnly,
  artifact: (reference) => {
    const { manifest, config, archive } = chartOf(reference)
    return [manifest, config, archive]
  },
  async open(bench, home) {
    const { host, ca } = bench.registry
    const env = bench.environment(home)
    const access = [
      ...(ca ? ['--ca-file', ca] : ['--plain-http']),
      ...['--registry-config', join(home, 'registry.json')],
    ]
    const pull = async (reference: string, folder: string) => {
      const { parent, name, version } = split(reference)
      return run(['helm', 'pull', `oci://${parent}/${name}`, '--version', version, '-d', folder, ...access], {
        env,
      })
    }
    return {
      login: ({ user, password }) =>
        run(['helm', 'registry', 'login', host, '-u', user, '--password-stdin', ...access], {
          env,
          input: password,
        }),
      push: async (_subject, reference) => {
        const path = await writeChart(chartOf(reference), home)
        return run(['helm', 'push', path, `oci://${split(reference).parent}`, ...access], { env })
      },
      pull,
      read: (reference) => pull(reference, home),
    }
  },
}
