// The steps that an image was built by, and which of its layers each one made (image-spec, config.md §history).
import { objectOf } from './manifest-document.ts'

export interface BuildStep {
  readonly number: number
  /** As its author wrote it, as far as the builder tells. */
  readonly words: string
  readonly created: string | undefined
  readonly comment: string | undefined
  /** Which of the image's layers it made, from 0; undefined where it only changed the configuration. */
  readonly layer: number | undefined
}

/** @param text a JSON array */
export function buildSteps(text: string): BuildStep[] {
  const history: unknown = JSON.parse(text === '' ? '[]' : text)
  let layers = 0
  return (Array.isArray(history) ? history : []).map(objectOf).map((step, index) => ({
    number: index + 1,
    words: written(String(step.created_by ?? '')),
    created: typeof step.created === 'string' ? step.created : undefined,
    comment: typeof step.comment === 'string' && step.comment !== '' ? step.comment : undefined,
    layer: step.empty_layer === true ? undefined : layers++,
  }))
}

/** What builders put around the line of a Dockerfile. */
function written(line: string): string {
  return line
    .replace(/^\/bin\/sh -c #\(nop\)\s*/, '')
    .replace(/^(?:RUN )?\/bin\/sh -c /, 'RUN ')
    .replace(/\s+# buildkit$/, '')
    .replace(/\t/g, ' ')
    .trim()
}
