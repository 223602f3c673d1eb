// Builds the console into one file, which the server reads and the one-file program holds.
import { createHash } from 'node:crypto'
import { mkdir, rename } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { ConsolePack, PackedFile } from '../../packages/server/src/features/console/module.ts'

/** What the built console depends on. */
const sources = ['console', 'contract', 'oci'].map((name) => `packages/${name}/src/**/*`)
const others = ['package-lock.json', 'scripts/build/console.ts']

/** Where a browser finds its files. */
const assets = '/assets/'
const production = { 'process.env.NODE_ENV': '"production"' }

/** Builds where anything has changed since the last time. @param root the project's folder @returns the pack's path */
export async function buildConsole(root: string): Promise<string> {
  const folder = join(root, 'packages/console/dist')
  const [path, stamp] = [join(folder, 'console.pack'), join(folder, 'built-from')]
  const state = await stateOf(root)
  const built = await Bun.file(stamp)
    .text()
    .catch(() => '')
  if (built === state && (await Bun.file(path).exists())) return path
  const pack = await bundle(root)
  await mkdir(folder, { recursive: true })
  // Two tests may build at once: whoever is last leaves a whole file too.
  const temporary = `${path}.${process.pid}`
  await Bun.write(temporary, JSON.stringify(pack))
  await rename(temporary, path)
  await Bun.write(stamp, state)
  return path
}

async function stateOf(root: string): Promise<string> {
  const found = sources.flatMap((each) => [...new Bun.Glob(each).scanSync({ cwd: root })])
  const hash = createHash('sha256')
  for (const path of [...found.sort(), ...others]) {
    hash.update(`${path}\0`).update(await Bun.file(join(root, path)).bytes())
  }
  return hash.digest('hex')
}

async function bundle(root: string): Promise<ConsolePack> {
  // By itself and first: its address is part of the page's script, and it has no document to work with.
  const worker = await built(root, 'ui/markdown-worker.ts', { conditions: ['worker'] })
  const [{ path: workerPath }] = worker.outputs as [Bun.BuildArtifact]
  const { outputs, metafile } = await built(root, 'main.tsx', {
    metafile: true,
    define: { ...production, markdownWorkerAddress: JSON.stringify(addressOf(workerPath)) },
  })
  const files: Record<string, PackedFile> = {}
  for (const output of [...worker.outputs, ...outputs]) {
    files[addressOf(output.path)] = packed(output.type, new Uint8Array(await output.arrayBuffer()))
  }
  const emblem = outputs.find(({ path }) => path.endsWith('.svg'))
  const entry = outputs.find(({ kind }) => kind === 'entry-point')
  const style = outputs.find(({ path }) => path.endsWith('.css'))
  if (!entry || !style || !emblem)
    throw new Error('the console was built without its script, style or emblem')
  const needed = neededBy(entry.path, metafile?.outputs ?? {}).map(addressOf)
  return { page: pageOf(needed, addressOf(style.path), addressOf(emblem.path)), files }
}

/** Throws what Bun says of errors. @param entry within the console's sources */
function built(root: string, entry: string, options: Partial<Bun.BuildConfig>) {
  return Bun.build({
    entrypoints: [join(root, 'packages/console/src', entry)],
    target: 'browser',
    format: 'esm',
    splitting: true,
    minify: true,
    publicPath: assets,
    naming: { entry: '[name]-[hash].[ext]', chunk: 'part-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: production,
    ...options,
  })
}

function addressOf(path: string): string {
  return `${assets}${basename(path)}`
}

/** The program's first script and all that it cannot begin without, which a browser fetches at once and not in turn. */
function neededBy(entry: string, outputs: Bun.BuildMetafile['outputs']): readonly string[] {
  const needed = new Set([entry])
  for (const path of needed) {
    for (const each of outputs[path]?.imports ?? []) {
      if (each.kind === 'import-statement') needed.add(each.path)
    }
  }
  return [...needed]
}

function packed(type: string, bytes: Uint8Array): PackedFile {
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })
  return { type, gzip: gzipSync(bytes, { level: 9 }).toString('base64'), brotli: brotli.toString('base64') }
}

function pageOf([script, ...parts]: readonly string[], style: string, emblem: string): string {
  const preloads = parts.map((part) => `<link rel="modulepreload" href="${part}">\n`).join('')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Entrepot</title>
<link rel="icon" href="${emblem}" type="image/svg+xml">
<link rel="stylesheet" href="${style}">
${preloads}<script type="module" src="${script}"></script>
</head>
<body>
<div id="console" data-nonce="{{nonce}}"></div>
<noscript>The console needs JavaScript; the management API at <a href="/api/docs">/api/docs</a> does not.</noscript>
</body>
</html>
`
}
