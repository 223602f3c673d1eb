// Writes the reference page of all settings from their table.
import { groups, type NamedSetting, namedSettings } from './names.ts'

/** A file that works as it stands; a test loads it. */
export const EXAMPLE_FILE = `http:
  host: 0.0.0.0
  externalUrl: https://registry.example.com
  trustedProxies:
    - 10.20.0.0/16
data:
  dir: /var/lib/entrepot
database:
  url: postgres://entrepot:secret@db.example.com:5432/entrepot
storage:
  reserve: 20GiB
projects:
  createOnPush: administrators
limits:
  uploadAge: 12h
`

const INTRODUCTION = `# Configuration

<!-- Written by scripts/generate-configuration-docs.ts from packages/server/src/config/settings.ts: change that table. -->

Entrepot runs without any configuration. What you set comes from these places; a later one wins:

1. the defaults below
2. \`entrepot.yaml\`: the file named by \`--config\`, else by the variable \`ENTREPOT_CONFIG\`, else \`entrepot.yaml\` in the working directory if it is there
3. environment variables
4. flags of \`entrepot serve\`

\`entrepot config check\` says what must be mended before a start, and \`entrepot config show\` lists every setting with its value and where it comes from; secrets stay hidden.

## How to write a setting

- **In the file**, a setting stands below its group: \`http.port\` is \`port\` below \`http\`. An unknown or repeated name is an error. Values that start with one of \`* & ! % @ #\` or hold \`: \` need quotes.
- **As a variable**, its path is joined by underscores and its words are split: \`http.externalUrl\` is \`ENTREPOT_HTTP_EXTERNAL_URL\`. A variable that starts with \`ENTREPOT_\` and names no setting is an error; an empty one counts as not set. What Kubernetes sets for a Service named \`entrepot\` is ignored.
- **Secrets** can be kept in files: \`ENTREPOT_ADMIN_PASSWORD_FILE=/run/secrets/admin\` reads the value of \`admin.password\` from there. This works for each setting marked *secret*.
- **Lists** are YAML lists in the file, or one line parted by commas; \`none\` (in the file also \`[]\`) is the list without items.
- **Sizes** have a unit: \`512KiB\`, \`4MiB\`, \`1.5GiB\`, \`20GB\`; a bare number counts bytes.
- **Times** have a unit: \`500ms\`, \`30s\`, \`15m\`, \`6h\`, \`30d\`, or several: \`1h30m\`.
- **Paths** that are relative start at the working directory.

## Example

`

/** The Markdown of docs/configuration.md. */
export function configurationPage(): string {
  const example = `\`\`\`yaml\n# entrepot.yaml\n${EXAMPLE_FILE}\`\`\`\n`
  return `${INTRODUCTION}${example}${groups.map(groupSection).join('')}`
}

function groupSection([group, { title, words }]: (typeof groups)[number]): string {
  const rows = namedSettings.filter((named) => named.group === group).map(row)
  const head = '| Setting, variable, flag | Value | Default | Meaning |\n|---|---|---|---|\n'
  return `\n## ${title}\n\n${words}\n\n${head}${rows.join('')}`
}

function row({ path, variable, flag, setting }: NamedSetting): string {
  const names = [path, variable, ...(flag ? [flag] : [])].map((name) => `\`${name}\``).join('<br>')
  const fallback = setting.default === undefined ? 'none' : `\`${setting.default}\``
  return `| ${names} | ${setting.kind.name} | ${fallback} | ${setting.words} |\n`
}
