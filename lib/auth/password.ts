import { hash, verify } from '@node-rs/argon2'

/** argon2id with 19 MiB, two passes, one lane: OWASP's floor. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

/** What an unknown address is compared with, so that it costs the same time as a known one. Made once a process. */
let decoy: Promise<string> | undefined
const decoyHash = (): Promise<string> => (decoy ??= hashPassword('nobody has this password'))

/**
 * Whether `password` belongs to `passwordHash`. With no hash it does the same work and answers false.
 */
export async function passwordMatches(password: string, passwordHash: string | null): Promise<boolean> {
  const matches = await verify(passwordHash ?? (await decoyHash()), password).catch(() => false)
  return matches && passwordHash !== null
}
