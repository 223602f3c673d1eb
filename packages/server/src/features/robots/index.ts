// Robots: the front door for other features.
export { usualPrefix } from './robot-name.ts'
export { RobotSignIn } from './robot-sign-in.ts'
export { type RobotSettings, Robots } from './robots.ts'
