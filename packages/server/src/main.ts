// Starts the program with no more of it than is asked for: a server waits for no other command, and what Docker asks with
// each pull waits for neither.
export {}

if (process.argv[2] === 'serve') {
  const [{ runProgram }, { serveCommand }] = await Promise.all([
    import('./program.ts'),
    import('./commands/serve.ts'),
  ])
  await runProgram(process.argv, [serveCommand()])
} else {
  const cli = await import('@entrepot/cli')
  if (!(await cli.answerAsHelper(process.argv0, process.argv))) {
    const [{ runProgram }, { ownCommands }] = await Promise.all([
      import('./program.ts'),
      import('./commands/own.ts'),
    ])
    await runProgram(process.argv, [
      ...ownCommands(),
      cli.doctorCommand(),
      cli.loginCommand(),
      cli.logoutCommand(),
      cli.dockerCredentialCommand(),
    ])
  }
}
