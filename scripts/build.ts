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
  --out FOLDER       put the programs there (default: dist)`

const root = dirname(import.meta.dir)
const { arch, out } = readOptions()
const commit = commitOf(root)
mkdirSync(out, { recursive: true })
for (const each of arch) {
  const outfile = join(out, `entrepot-linux-${each}`)
  await withRuntime(root, each, (runtime) =>
    compileProgram({ root, architecture: each, runtime, outfile, commit }),
  )
  console.log(outfile)
}

function readOptions(): { arch: readonly Architecture[]; out: string } {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: { arch: { ...text, multiple: true }, out: text, help: { type: 'boolean' } },
  })
  const chosen = values.arch ?? architectures
  if (values.help || !chosen.every(isArchitecture)) {
    console.error(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  return { arch: chosen.filter(isArchitecture), out: resolve(values.out ?? join(root, 'dist')) }
}
