// Where a password comes from: the environment, standard input, or a question without echo. Never the command line.

/** @throws when there is nowhere to take it from; the message says what to do */
export async function readPassword(user: string, fromStdin: boolean): Promise<string> {
  const set = process.env.ENTREPOT_PASSWORD
  if (set && !fromStdin) return set
  const password = fromStdin || !process.stdin.isTTY ? await firstLine() : await ask(`Password of ${user}: `)
  if (password === '') {
    throw new Error('there is no password: type it at the prompt, pipe it in, or set ENTREPOT_PASSWORD')
  }
  return password
}

async function firstLine(): Promise<string> {
  const text = await new Response(Bun.stdin.stream()).text()
  return text.split(/\r?\n/)[0] ?? ''
}

/** Ctrl-C is a byte in raw mode: it has to end the program by our hand. */
async function ask(question: string): Promise<string> {
  const { stdin, stderr } = process
  stdin.setRawMode(true) // before the question: what is typed at once is not shown either
  stderr.write(question)
  stdin.setEncoding('utf8')
  let typed = ''
  try {
    for await (const text of stdin) {
      for (const character of String(text)) {
        if (character === '\r' || character === '\n') return typed
        if (character === '\x03' || character === '\x04') process.exit(interrupted)
        typed = character === '\x7f' || character === '\b' ? typed.slice(0, -1) : typed + character
      }
    }
    return typed
  } finally {
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

/** What shells report for a program that was interrupted (128 + SIGINT). */
export const interrupted = 130
