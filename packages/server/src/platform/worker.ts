// Starts workers by their path below packages/server/src: the same words from source and in the compiled program.

/** In a compiled program every module has the program's own address, and workers lie beside it under their paths. */
const compiled = import.meta.url.includes('/$bunfs/')

/**
 * A worker that does not keep the process from ending.
 * @param path `drivers/…/x-worker.ts`; the build takes up every file of such a name
 */
export function startWorker(path: string): Worker {
  return new Worker(new URL(compiled ? `./${path}` : `../${path}`, import.meta.url), { ref: false })
}
