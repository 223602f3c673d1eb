// Debian's Docker registry on a port of its own, open to everybody, with its content in a temporary folder.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../clients/registry.ts'

export interface DockerRegistry {
  readonly host: string
  stop(): Promise<void>
}

/** @param program its path @throws when it ends instead of serving */
export async function startDockerRegistry(program: string): Promise<DockerRegistry> {
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-docker-registry-'))
  const host = `127.0.0.1:${await freePort()}`
  const config = join(folder, 'config.yml')
  // JSON is YAML.
  const storage = { filesystem: { rootdirectory: join(folder, 'content') } }
  writeFileSync(
    config,
    JSON.stringify({ version: '0.1', log: { level: 'error' }, storage, http: { addr: host } }),
  )
  const child = Bun.spawn([program, 'serve', config], { stdin: 'ignore', stdout: 'ignore', stderr: 'ignore' })
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
    rmSync(folder, { recursive: true, force: true })
  }
  while (!(await answers(host))) {
    if (child.exitCode === null) await Bun.sleep(20)
    else throw new Error(`docker-registry ended with ${child.exitCode}`)
  }
  return { host, stop }
}

async function answers(host: string): Promise<boolean> {
  try {
    return (await fetch(`http://${host}/v2/`)).ok
  } catch {
    return false
  }
}
