// Runs `entrepot doctor` as a program of its own, as people do, and reads what it says.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dir, '../..')
export const doctorProgram = [process.execPath, join(root, 'packages/server/src/main.ts'), 'doctor']

export interface Said {
  readonly status: 'ok' | 'warning' | 'failed' | 'skipped'
  readonly text: string
  /** Its lines, joined by line ends. */
  readonly mend: string
}

export interface Diagnosis {
  readonly exitCode: number
  readonly url: string
  /** The results by the check's name, in the order of the run. */
  readonly said: Readonly<Record<string, Said>>
  /** The names of the checks that failed, and of those with a warning. */
  readonly failed: readonly string[]
  readonly warnings: readonly string[]
}

export interface Run {
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
}

export interface DoctorSurroundings {
  readonly env?: Readonly<Record<string, string>>
  readonly stdin?: string
}

/** The environment of a user without settings, in a home of its own. */
export function cleanEnvironment(home: string): Record<string, string> {
  return { PATH: process.env.PATH ?? '', HOME: home }
}

export async function runDoctor(
  args: readonly string[],
  surroundings: DoctorSurroundings = {},
): Promise<Run> {
  const home = mkdtempSync(join(tmpdir(), 'entrepot-doctor-'))
  try {
    const child = Bun.spawn([...doctorProgram, ...args], {
      cwd: home,
      env: { ...cleanEnvironment(home), ...surroundings.env },
      stdin: Buffer.from(surroundings.stdin ?? ''),
      stdout: 'pipe',
      stderr: 'pipe',
    })
    const [stdout, stderr, exitCode] = await Promise.all([
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
      child.exited,
    ])
    return { exitCode, stdout, stderr }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** Runs it with `--json`. @throws with what it said when that is not JSON */
export async function diagnose(
  args: readonly string[],
  surroundings?: DoctorSurroundings,
): Promise<Diagnosis> {
  const { exitCode, stdout, stderr } = await runDoctor([...args, '--json'], surroundings)
  if (!stdout.startsWith('{')) throw new Error(`no JSON: ${stdout}${stderr}`)
  type Shown = { name: string; status: Said['status']; text: string; mend: string[] }
  const { url, checks } = JSON.parse(stdout) as { url: string; checks: Shown[] }
  const named = (status: string) => checks.filter((each) => each.status === status).map(({ name }) => name)
  const said = checks.map(({ name, status, text, mend }) => [name, { status, text, mend: mend.join('\n') }])
  return {
    exitCode,
    url,
    said: Object.fromEntries(said),
    failed: named('failed'),
    warnings: named('warning'),
  }
}
