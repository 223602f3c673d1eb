// The audit log: the front door for other features.
export { auditConsumer } from './audit-consumer.ts'
