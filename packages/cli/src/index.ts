// The commands that work against a remote host; the program's main.ts registers them.
export { doctorCommand } from './doctor/doctor-command.ts'
