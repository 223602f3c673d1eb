// How robots' secrets are kept: generated ones by a plain hash, those that people choose like passwords.
//
// A generated secret has 190 bits: nobody guesses it, so SHA-256 keeps it as safe as a slow hash would, and a pipeline
// that signs in a hundred times a minute costs microseconds. One that a person chose may be a word and a digit: it is
// hashed with argon2id, and tries at it wait like tries at a password (docs/decisions/0015).
import { randomBytes } from 'node:crypto'
import { Failure } from '../../platform/errors.ts'
import { hashOfSecret } from '../../platform/random-secret.ts'
import { type Passwords, passwordProblem, sameSecret } from '../identity/index.ts'
import { generateSecret } from './robot-rules.ts'

export interface MadeSecret {
  readonly secret: string
  readonly hash: string
}

const plain = 'sha256:'

/** @returns a new secret, 32 characters long */
export function makeSecret(): MadeSecret {
  const secret = generateSecret(randomBytes)
  return { secret, hash: hashOf(secret) }
}

/** @throws Failure BAD_REQUEST when it is too easy; TOOMANYREQUESTS */
export async function chosenSecret(
  secret: string,
  passwords: Passwords,
  address: string,
): Promise<MadeSecret> {
  const problem = passwordProblem(secret)
  if (problem) {
    throw new Failure('BAD_REQUEST', {
      message:
        'the secret must be 8-128, inclusively, characters long with at least 1 uppercase letter, 1 lowercase ' +
        'letter and 1 number',
    })
  }
  return { secret, hash: await passwords.hash(secret, address) }
}

/** Whether the kept hash is of a generated secret. */
export function isGenerated(hash: string): boolean {
  return hash.startsWith(plain)
}

/** Whether it is the generated secret that the hash was made of. */
export function isSecretOf(secret: string, hash: string): boolean {
  return sameSecret(hashOf(secret), hash)
}

function hashOf(secret: string): string {
  return plain + hashOfSecret(secret)
}
