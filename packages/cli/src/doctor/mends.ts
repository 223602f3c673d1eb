// Words that several checks give: where each client keeps its settings, and what a proxy needs.

/** Where clients expect the certificate of an authority; `name` is the registry's as in images' names. */
export function trustAuthority(name: string): string[] {
  return [
    `Docker:            sudo install -D -m 644 ca.crt /etc/docker/certs.d/${name}/ca.crt`,
    `podman, skopeo:    sudo install -D -m 644 ca.crt /etc/containers/certs.d/${name}/ca.crt`,
    `containerd:        ca = "/etc/containerd/certs.d/${name}/ca.crt" in /etc/containerd/certs.d/${name}/hosts.toml`,
    'the whole machine: sudo cp ca.crt /usr/local/share/ca-certificates/ && sudo update-ca-certificates, then restart Docker',
    'this check:        entrepot doctor --ca ca.crt …',
  ]
}

/** How clients are told to use plain HTTP. */
export function allowHttp(name: string): string[] {
  return [
    `Docker:         "insecure-registries": ["${name}"] in /etc/docker/daemon.json, then sudo systemctl restart docker`,
    `podman, skopeo: --tls-verify=false, or insecure = true for location = "${name}" in /etc/containers/registries.conf`,
    `containerd:     server = "http://${name}" in /etc/containerd/certs.d/${name}/hosts.toml`,
  ]
}

/** What makes a registry behind a proxy know its own address. */
export function tellAddress(origin: string): string[] {
  return [
    'The registry does not know by which address clients reach it. Mend one side:',
    'nginx:            proxy_set_header Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;',
    `Entrepot:         http.externalUrl: ${origin}   (ENTREPOT_HTTP_EXTERNAL_URL)`,
    "                  or name the proxy's address in http.trustedProxies, if it is not on the same machine",
    `Docker registry:  http.host: ${origin}          Harbor: external_url: ${origin}`,
  ]
}

/** Ends a sentence for those who lack a repository or credentials. */
export const needsRepository = 'needs --repository project/name'
export const needsAdmission = 'needs --repository project/name and the right to push to it (--user)'
