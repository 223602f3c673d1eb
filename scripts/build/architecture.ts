// The processors that programs are made for, under the names that each tool gives them.

/** As Node and Bun say it, which the programs' names follow. */
export type Architecture = 'x64' | 'arm64'

export const architectures: readonly Architecture[] = ['x64', 'arm64']

export function isArchitecture(text: string): text is Architecture {
  return text === 'x64' || text === 'arm64'
}

/** The npm package that holds Bun for it. */
export const runtimePackage: Readonly<Record<Architecture, string>> = {
  x64: '@oven/bun-linux-x64',
  arm64: '@oven/bun-linux-aarch64',
}

/** As container images say it (GOARCH). */
export const imageArchitecture: Readonly<Record<Architecture, string>> = { x64: 'amd64', arm64: 'arm64' }
