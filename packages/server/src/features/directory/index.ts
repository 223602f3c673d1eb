// A company's directory of people: the front door for other features.
export { DirectoryAccounts } from './directory-accounts.ts'
