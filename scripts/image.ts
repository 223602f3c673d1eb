// `npm run image`: makes a container image, as an OCI layout, from the programs in dist/ and a base; no daemon needed.
import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import packageJson from '../package.json' with { type: 'json' }
import { mediaTypes } from '../packages/oci/src/index.ts'
import { architectures, imageArchitecture } from './build/architecture.ts'
import { commitOf, commitTime } from './build/commit.ts'
import { type Facts, writeImage } from './image/entrepot-image.ts'
import { type LayoutImage, LayoutReader, LayoutWriter } from './image/oci-layout.ts'

const USAGE = `npm run image -- --base LAYOUT [OPTIONS]
  --base LAYOUT       the folder of an OCI image layout with glibc, such as
                      skopeo copy --all docker://REGISTRY/debian:12-slim oci:base
  --base-tag TAG      take this one, where the layout holds several
  --programs FOLDER   what \`npm run build\` made (default: dist)
  --out LAYOUT        replaced by the new image's layout (default: dist/image)
  --tag TAG           the image's name in it (default: ${packageJson.version})
The image has each platform, linux/amd64 and linux/arm64, that the base has.`

const root = dirname(import.meta.dir)

try {
  console.log(makeImage())
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}

/** @returns the digest of the image's index */
function makeImage(): string {
  const options = readOptions()
  const from = new LayoutReader(options.base)
  const parts = platforms(from.images(options['base-tag']), options.programs)
  const to = new LayoutWriter(options.out)
  const facts = imageFacts()
  const manifests = parts.map(({ image, program }) => writeImage(image, program, facts, from, to))
  const { annotations } = facts
  const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests, annotations }
  const descriptor = to.put(mediaTypes.ociIndex, index)
  to.finish(descriptor, options.tag)
  return descriptor.digest
}

/** The base's images that there is a program for. */
function platforms(images: LayoutImage[], programs: string): { image: LayoutImage; program: string }[] {
  const found = architectures.flatMap((architecture) => {
    const [image, ...more] = images.filter(
      ({ platform }) => platform.os === 'linux' && platform.architecture === imageArchitecture[architecture],
    )
    if (!image) return []
    const name = `linux/${imageArchitecture[architecture]}`
    if (more.length > 0)
      throw new Error(`the base holds several images for ${name}: choose one with --base-tag`)
    const program = join(programs, `entrepot-linux-${architecture}`)
    if (!existsSync(program)) throw new Error(`${program} is absent: \`npm run build\` makes it`)
    return [{ image, program }]
  })
  if (found.length === 0) throw new Error('the base holds no image for linux/amd64 or linux/arm64')
  return found
}

function imageFacts(): Facts {
  const time = commitTime(root)
  const annotations = {
    'org.opencontainers.image.title': 'Entrepot',
    'org.opencontainers.image.description': packageJson.description,
    'org.opencontainers.image.version': packageJson.version,
    'org.opencontainers.image.revision': commitOf(root),
    'org.opencontainers.image.licenses': packageJson.license,
    'org.opencontainers.image.created': new Date(time * 1000).toISOString(),
  }
  return { root, annotations, time }
}

function readOptions() {
  const text = { type: 'string' } as const
  const { values } = parseArgs({
    options: {
      base: text,
      'base-tag': text,
      programs: text,
      out: text,
      tag: text,
      help: { type: 'boolean' },
    },
  })
  if (values.help || values.base === undefined) {
    console.error(USAGE)
    process.exit(values.help ? 0 : 2)
  }
  const dist = join(root, 'dist')
  return {
    ...values,
    base: resolve(values.base),
    programs: resolve(values.programs ?? dist),
    out: resolve(values.out ?? join(dist, 'image')),
    tag: values.tag ?? packageJson.version,
  }
}
