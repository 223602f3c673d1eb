// Robots: the front door for other features.
export { usualPrefix } from './robot-name.ts'
export { RobotSignIn } from './robot-sign-in.ts'
export { Robots, type RobotSettings } from './robots.ts'
