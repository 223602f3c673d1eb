// Takes the commands out of a document: the lines of its `sh` blocks, under the heading that each stands below.

/** The commands of the `sh` blocks below `## heading`, a line each. Throws where there are none, as after a renaming. */
export function commandsUnder(markdown: string, heading: string): string[] {
  const section = markdown.split(/^## /m).find((text) => text.startsWith(`${heading}\n`))
  const blocks = [...(section ?? '').matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block!)
  const commands = blocks
    .flatMap((block) => block.split('\n'))
    .filter((line) => line && !line.startsWith('#'))
  if (commands.length === 0) throw new Error(`there is no \`sh\` block with commands under "## ${heading}"`)
  return commands
}
