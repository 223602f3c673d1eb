// Large downloads by curl, a process for each: a real client that keeps up, and takes TLS apart as clients must.
import { requireProgram } from '../../test/support/programs.ts'
import { run } from './processes.ts'

export interface Downloads {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly atOnce: number
  /** How often each process fetches it, over one connection. */
  readonly times: number
  /** The expected length; anything else fails. */
  readonly size: number
}

/** @returns bytes a second over all of them */
export async function download({ url, headers, atOnce, times, size }: Downloads): Promise<number> {
  const curl = requireProgram('curl')
  if ('missing' in curl) throw new Error(curl.missing)
  const fields = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`])
  const fetches = Array.from({ length: times }, () => ['-o', '/dev/null', url]).flat()
  const report = ['-w', '%{http_code} %{size_download}\\n']
  const command = [curl.path, '-sSk', ...fields, ...report, ...fetches]
  const started = performance.now()
  const outputs = await Promise.all(Array.from({ length: atOnce }, () => run(command)))
  const seconds = (performance.now() - started) / 1000
  const wrong = outputs.flatMap((text) => text.trim().split('\n')).find((line) => line !== `200 ${size}`)
  if (wrong !== undefined) throw new Error(`${url}: ${wrong} instead of 200 ${size}`)
  return (atOnce * times * size) / seconds
}
