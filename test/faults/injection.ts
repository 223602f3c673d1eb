// Makes system calls of a running process fail, by strace: whatever library they are made by.
import { requireProgram } from '../support/programs.ts'

export interface Faults {
  /** Only calls on these files. */
  readonly files: readonly string[]
  readonly calls: readonly string[]
  /** As in errno(3). */
  readonly error: string
}

export interface Injection extends Faults {
  readonly pid: number
}

/** Every way in which bytes are written, or made safe. */
export const writing = ['write', 'pwrite64', 'writev', 'pwritev', 'pwritev2', 'ftruncate']
export const syncing = ['fsync', 'fdatasync']
export const reading = [
  'read',
  'pread64',
  'readv',
  'preadv',
  'preadv2',
  'sendfile',
  'splice',
  'copy_file_range',
]

/** What is put before a command whose calls shall fail. */
export function failing({ files, calls, error }: Faults): string[] {
  const program = requireProgram('strace')
  if ('missing' in program) throw new Error(program.missing)
  const paths = files.flatMap((file) => ['-P', file])
  const rules = ['-e', `trace=${calls.join(',')}`, '-e', `inject=${calls.join(',')}:error=${error}`]
  return [program.path, '-f', ...paths, ...rules, '-o', '/dev/null']
}

/** Runs `work` while the calls fail. Afterwards the process is as before. */
export async function whileFailing<T>(injection: Injection, work: () => Promise<T>): Promise<T> {
  const tracer = Bun.spawn([...failing(injection), '-p', String(injection.pid)], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  try {
    await attached(tracer.stderr)
    return await work()
  } finally {
    // It lets go of the process when it is interrupted.
    tracer.kill('SIGINT')
    await tracer.exited
  }
}

async function attached(output: ReadableStream<Uint8Array>): Promise<void> {
  let text = ''
  const decoder = new TextDecoder()
  const reader = output.getReader()
  while (!/Process \d+ attached/.test(text)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`strace did not attach: ${text}`)
    text += decoder.decode(value)
  }
  // The rest must be read too, or strace would wait for it.
  void (async () => {
    while (!(await reader.read()).done);
  })()
}
