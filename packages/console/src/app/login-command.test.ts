// Nothing in a name is more than a name to the shell that the line is pasted into.
import { expect, test } from 'bun:test'
import { loginCommand } from './login-command.ts'

test.each(['ada', 'robot$team+ci', "O'Brien", "x'; touch /tmp/made; '", 'a b`c`', "'"])(
  '%p',
  async (name) => {
    const line = loginCommand('registry.example.com', name).replace(/^docker login/, "printf '%s|'")
    expect(await new Response(Bun.spawn(['sh', '-c', line]).stdout).text()).toBe(
      `registry.example.com|--username|${name}|`,
    )
  },
)
