// Robots: the front door for other features.
export { grantable } from './robot-grants.ts'
export { fullName } from './robot-name.ts'
export { RobotSignIn } from './robot-sign-in.ts'
export { type RobotSettings, Robots } from './robots.ts'
