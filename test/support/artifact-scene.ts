// The project `team` with images whose tags have moved, an index with what refers to it, and a chart.
import { ArtifactSamples, layerOf, type Pushed } from './artifact-samples.ts'
import type { ConsoleRig } from './console-rig.ts'
import { basic, RegistryClient } from './registry-client.ts'

export const longTag = `nightly-${'a-long-branch-name-'.repeat(5)}2026-03-01`
const readme =
  '# Shop\n\n![logo](https://images.example.com/logo.png)\n\nA **shop** that sells.\n\n```sh\nhelm install shop\n```\n'

export interface ArtifactScene {
  readonly samples: ArtifactSamples
  /** What `team/app:stable` named before, and what it names. */
  readonly first: Pushed
  readonly second: Pushed
  /** Of `team/multi:1.0`, of which `0.9` has the first platform too. */
  readonly amd: Pushed
  readonly index: Pushed
}

export async function bringArtifactScene(rig: ConsoleRig): Promise<ArtifactScene> {
  const { name, password } = rig.account('administrator')
  const samples = new ArtifactSamples(new RegistryClient(rig.server.url, basic(name, password)))
  const moved = await pushImages(samples)
  const { amd, index } = await samples.everyPlatform('team/multi', '1.0')
  await samples.index('team/multi', '0.9', [{ of: amd, architecture: 'amd64' }])
  await samples.chart('team/charts/shop', '1.4.0', readme)
  const { body } = await rig.admin.get('/projects/team')
  await rig.admin.post('/labels', {
    ...{ name: 'reviewed', color: '#2F7D32', scope: 'p', project_id: body.project_id },
  })
  return { samples, ...moved, amd, index }
}

async function pushImages(samples: ArtifactSamples) {
  const [base, tools] = [layerOf(400_000), layerOf(90_000)]
  const steps = [
    'FROM scratch',
    'RUN /bin/sh -c apt-get install -y curl # buildkit',
    'COPY app /app # buildkit',
  ]
  const env = (version: string) => ['PATH=/usr/local/bin:/usr/bin:/bin', `VERSION=${version}`]
  const common = { Entrypoint: ['/app'], User: '1000', ExposedPorts: { '8080/tcp': {} } }
  const make = (version: string, more: object = {}) => ({
    ...{ layers: [base, tools, layerOf(60_000)], steps },
    config: { ...common, Env: env(version), Labels: { version }, ...more },
  })
  const first = await samples.image('team/app', 'stable', make('1.0'))
  await samples.image('team/app', '1.0', make('1.0', { Cmd: ['serve'] }))
  const second = await samples.image('team/app', 'stable', make('2.0', { User: '0' }))
  await samples.image('team/app', longTag, make('3.0'))
  await samples.image('team/other', '1.0', { layers: [base], steps: ['FROM scratch'] })
  return { first, second }
}
