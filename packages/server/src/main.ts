// Starts the program. What Docker asks with each pull is answered at once; all else needs the whole of it.
import {
  answerAsHelper,
  dockerCredentialCommand,
  doctorCommand,
  loginCommand,
  logoutCommand,
} from '@entrepot/cli'

if (!(await answerAsHelper(process.argv0, process.argv))) {
  const { runProgram } = await import('./program.ts')
  await runProgram(process.argv, [
    doctorCommand(),
    loginCommand(),
    logoutCommand(),
    dockerCredentialCommand(),
  ])
}
