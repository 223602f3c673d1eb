// A company's registry as the console's pages show it: the public project `shop` with something of everything.
import { ArtifactSamples, layerOf, type Pushed } from './artifact-samples.ts'
import type { ConsoleRig } from './console-rig.ts'
import { basic, RegistryClient } from './registry-client.ts'

const longName = `checkout-${'with-a-name-that-goes-on-and-on-'.repeat(3)}end`
const readme = '# Shop\n\nA **shop** that sells.\n\n```sh\nhelm install shop\n```\n'
const about = `# The front of the shop\n\nWhat customers see. Asks [the API](https://api.example.com) for all of it.

| Tag | For |\n|---|---|\n| \`stable\` | production |\n| \`edge\` | those who are brave |\n`
const pull = { resource: 'repository', action: 'pull' }
const push = { resource: 'repository', action: 'push' }

/** What is known only once it is there. */
export interface ConsoleScene {
  /** The digest of `shop/app:1.0`, and as it is shown. */
  readonly image: string
  readonly short: string
  /** Of the developer. */
  readonly user: string
}

/** People have in `shop` the roles that they have in `team`, which is private and holds `team/hidden`. */
export async function bringConsoleScene(rig: ConsoleRig): Promise<ConsoleScene> {
  const shop = await rig.accounts.project('shop', rig.account('administrator'), true)
  for (const who of ['maintainer', 'developer', 'guest'] as const) {
    await rig.accounts.member(shop, rig.account(who), who)
  }
  const { digest } = await bringArtifacts(rig)
  await bringPeople(rig)
  await bringRules(rig, shop)
  await rig.server.deliverEvents()
  return { image: digest, short: digest.slice(0, 19), user: String(rig.account('developer').id) }
}

/** @returns `shop/app:1.0` */
async function bringArtifacts(rig: ConsoleRig): Promise<Pushed> {
  const { name, password } = rig.account('administrator')
  const samples = new ArtifactSamples(new RegistryClient(rig.server.url, basic(name, password)))
  const base = layerOf(400_000)
  const make = (version: string) => ({
    layers: [base, layerOf(90_000)],
    steps: ['FROM scratch', `RUN /bin/sh -c install --version=${version} --with-everything # buildkit`],
    config: { Env: [`VERSION=${version}`], Entrypoint: ['/app'], User: '1000' },
  })
  const image = await samples.image('shop/app', '1.0', make('1.0'))
  await samples.image('shop/app', 'stable', make('1.1'))
  await samples.image('shop/app', 'stable', make('1.2'))
  await samples.image('shop/app', `nightly-${'a-long-branch-name-'.repeat(5)}2026-03-01`, make('1.3'))
  await samples.image(`shop/${longName}`, 'edge', make('2.0'))
  await samples.image('team/hidden', '1.0', make('3.0'))
  await samples.everyPlatform('shop/multi', '1.0')
  await samples.chart('shop/charts/shop', '1.4.0', readme)
  await put(rig, '/projects/shop/repositories/app', { description: about })
  return image
}

async function bringPeople(rig: ConsoleRig): Promise<void> {
  await rig.accounts.user('a-user-with-a-name-so-long-that-no-column-of-any-table-could-ever-hold-all-of-it')
  await post(rig, '/usergroups', { group_name: 'company:developers', group_type: 3 })
  await post(rig, '/roles', {
    name: 'depositor',
    description: 'Pushes, and never deletes.',
    permissions: [pull, push],
  })
}

async function bringRules(rig: ConsoleRig, shop: number): Promise<void> {
  const access = [pull, push]
  const cluster = [{ kind: 'project', namespace: '*', access }]
  await post(rig, '/robots', { name: 'cluster', level: 'system', duration: 30, permissions: cluster })
  const builder = [{ kind: 'project', namespace: 'shop', access }]
  await post(rig, '/robots', { name: 'builder', level: 'project', duration: -1, permissions: builder })
  await post(rig, '/labels', { name: 'reviewed', scope: 'g', color: '#2F7D32' })
  await post(rig, '/labels', { name: 'on sale', scope: 'p', project_id: shop, color: '#C62828' })
}

async function post(rig: ConsoleRig, path: string, body: object): Promise<void> {
  const { status, body: answer } = await rig.admin.post(path, body)
  if (status !== 201) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
}

async function put(rig: ConsoleRig, path: string, body: object): Promise<void> {
  const { status, body: answer } = await rig.admin.put(path, body)
  if (status !== 200) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
}
