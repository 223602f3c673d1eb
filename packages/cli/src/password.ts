// Where a password comes from: the environment, standard input, or a question without echo. Never the command line.

/** @throws when there is nowhere to take it from; the message says what to do */
export async function readPassword(user: string, fromStdin: boolean): Promise<string> {
  const set = process.env.ENTREPOT_PASSWORD
  if (set && !fromStdin) return set
  const password =
    fromStdin || !process.stdin.isTTY ? await firstLine() : await ask(`Password of ${user}: `, false)
  if (password === '') {
    throw new Error('there is no password: type it at the prompt, pipe it in, or set ENTREPOT_PASSWORD')
  }
  return password
}

async function firstLine(): Promise<string> {
  const text = await new Response(Bun.stdin.stream()).text()
  return text.split(/\r?\n/)[0] ?? ''
}

/** A question whose answer may be seen, such as a name. */
export function askLine(question: string): Promise<string> {
  return ask(question, true)
}

/** What was typed or pasted beyond the line that was asked for: the next question's answer. */
let ahead = ''

/** Ctrl-C is a byte in raw mode: it has to end the program by our hand. */
async function ask(question: string, isShown: boolean): Promise<string> {
  const { stdin, stderr } = process
  stdin.setRawMode(true) // before the question: what is typed at once is not shown either
  stderr.write(question)
  stdin.setEncoding('utf8')
  const { promise, resolve } = Promise.withResolvers<string>()
  let typed = ''
  const take = (text: string) => {
    const characters = [...text]
    for (const [index, character] of characters.entries()) {
      if (character === '\r' || character === '\n') {
        ahead = characters.slice(index + 1).join('')
        return resolve(typed)
      }
      if (character === '\x03' || character === '\x04') process.exit(interrupted)
      const erases = character === '\x7f' || character === '\b'
      if (isShown && (!erases || typed !== '')) stderr.write(erases ? '\b \b' : character)
      typed = erases ? typed.slice(0, -1) : typed + character
    }
  }
  const rest = ahead
  ahead = ''
  take(rest)
  const onEnd = () => resolve(typed)
  stdin.on('data', take).on('end', onEnd).resume()
  try {
    return await promise
  } finally {
    stdin.off('data', take).off('end', onEnd)
    stdin.setRawMode(false)
    stdin.pause()
    stderr.write('\n')
  }
}

/** What shells report for a program that was interrupted (128 + SIGINT). */
export const interrupted = 130
