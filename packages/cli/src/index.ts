// The commands that work against a remote host; the program's main.ts registers them.
export { doctorCommand } from './doctor/doctor-command.ts'
export { answerAsHelper, dockerCredentialCommand } from './login/docker-credential-command.ts'
export { loginCommand } from './login/login-command.ts'
export { logoutCommand } from './login/logout-command.ts'
