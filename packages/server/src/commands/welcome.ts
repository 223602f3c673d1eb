// What a start prints for people: the address, the first password, and the lines to try.
import type { Config } from '../config.ts'
import { authorityFile } from '../platform/tls/certificate-source.ts'

/** @param port the one that is listened on, also when the system chose it */
export function welcome(config: Config, port: number): string {
  const address = addressOf(config, port)
  const name = address.replace(/^https?:\/\//, '')
  return [
    '',
    `  Entrepot serves on ${address}`,
    ...(config.tls.self ? trustLines(authorityFile(config.data.dir), address, name) : []),
    '',
    `    docker login ${name} -u admin`,
    `    docker tag my-image ${name}/library/my-image:1.0`,
    `    docker push ${name}/library/my-image:1.0`,
    '',
    '',
  ].join('\n')
}

function addressOf(config: Config, port: number): string {
  const { host, externalUrl } = config.http
  const secure = config.tls.self || config.tls.certificate !== undefined
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host
  const usual = port === (secure ? 443 : 80)
  const authority = `${shown.includes(':') ? `[${shown}]` : shown}${usual ? '' : `:${port}`}`
  return externalUrl ?? `${secure ? 'https' : 'http'}://${authority}`
}

/** Shown by the first start alone, before the account is made. */
export function firstPassword(password: string): string {
  return [
    '',
    '  The administrator, shown this once:',
    `    user      admin`,
    `    password  ${password}`,
    '',
  ].join('\n')
}

/** Docker and podman read a registry's authority from a folder named as images name it. */
function trustLines(authority: string, address: string, name: string): string[] {
  const file = /^[\w/.:@+-]+$/.test(authority) ? authority : `'${authority.replaceAll("'", "'\\''")}'`
  return [
    '',
    `  Its certificate authority lies in ${authority}. Clients trust it after one of:`,
    `    docker   sudo install -D -m 644 ${file} /etc/docker/certs.d/${name}/ca.crt`,
    `    podman   sudo install -D -m 644 ${file} /etc/containers/certs.d/${name}/ca.crt`,
    `    curl     curl --cacert ${file} ${address}/v2/`,
  ]
}
