// Makes one file of the server, its workers, its libraries and the runtime.
import { join } from 'node:path'
import type { Architecture } from './architecture.ts'
import { buildConsole } from './console.ts'

export interface Program {
  /** The project's folder. */
  readonly root: string
  readonly architecture: Architecture
  /** Bun for that architecture. */
  readonly runtime: string
  readonly outfile: string
  /** What `entrepot version` says. */
  readonly commit: string
}

/** Same source, same bytes: nothing of the folder, the machine or the time goes in. Throws what Bun says of errors. */
export async function compileProgram(program: Program): Promise<void> {
  const source = join(program.root, 'packages/server/src')
  await buildConsole(program.root)
  const result = await Bun.build({
    // A worker is found only as a further entry point, under its path below `root`.
    entrypoints: [join(source, 'main.ts'), ...workers(source)],
    root: source,
    target: 'bun',
    // Names stay, so that a stack trace tells where it was; they are 0.2 % of the file.
    minify: { whitespace: true, syntax: true, identifiers: false },
    sourcemap: 'linked',
    define: {
      ENTREPOT_COMMIT: JSON.stringify(program.commit),
      // Two libraries mention it for what is not used here, and it would name the folder of the build.
      __dirname: '"/entrepot"',
    },
    compile: {
      target: `bun-linux-${program.architecture}`,
      executablePath: program.runtime,
      outfile: program.outfile,
      // A .env or bunfig.toml that lies where the server is started is not its configuration.
      autoloadDotenv: false,
      autoloadBunfig: false,
    },
  })
  // The maps are in the program itself too; those beside it would be taken for a part of it.
  const maps = result.outputs.filter(({ kind }) => kind === 'sourcemap')
  await Promise.all(maps.map(({ path }) => Bun.file(path).delete()))
}

function workers(source: string): string[] {
  return [...new Bun.Glob('**/*-worker.ts').scanSync({ cwd: source, absolute: true })].sort()
}
