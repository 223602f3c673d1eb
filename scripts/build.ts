// `npm run build`: makes dist/entrepot-linux-x64 and dist/entrepot-linux-arm64, each one file that needs no Node.
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { type Architecture, architectures, isArchitecture } from './build/architecture.ts'
import { commitOf } from './build/commit.ts'
import { compileProgram } from './build/compile-program.ts'
import { withRuntime } from './build/runtime.ts'

const USAGE = `npm run build [-- OPTIONS]
  --arch x64|arm64   make only this one; may be repeated
  --out FOLDER       put the programs there (default: dist)
  --runtime FILE     make it with this Bun instead of the pinned one; with a single --arch`

const root = dirname(import.meta.dir)
const { arch, out, runtime } = readOptions()
const commit = commitOf(root)
mkdirSync(out, { recursive: true })
for (const architecture of arch) {
  const outfile = join(out, `entrepot-linux-${architecture}`)
  const compile = (bun: string) => compileProgram({ root, architecture, runtime: bun, outfile, commit })
  await (runtime ? compile(runtime) : withRuntime(root, architecture, compile))
  console.log(outfile)
}

function readOptions(): { arch: readonly Architecture[]; out: string; runtime: string | undefined } {
  const text = { type: 'string' } as const
  const arch = { ...text, multiple: true } as const
  const { values } = parseArgs({ options: { arch, out: text, runtime: text, help: { type: 'boolean' } } })
  const chosen = values.arch ?? architectures
  const usable = chosen.every(isArchitecture) && (!values.runtime || chosen.length === 1)
  if (values.help || !usable) {
    console.error(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return {
    arch: chosen.filter(isArchitecture),
    out: resolve(values.out ?? join(root, 'dist')),
    runtime: values.runtime,
  }
}
