import { randomBytes } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import { platformDb } from '@/lib/db/platform-db'
import { createTestClient, type TestClient } from './contexts'

export const testPassword = 'a quiet lapis morning'

/** A client whose person can really sign in. */
export async function createTestPerson(options: Parameters<typeof createTestClient>[0] = {}): Promise<TestClient> {
  const client = await createTestClient(options)
  await platformDb.user.update({ where: { id: client.userId }, data: { passwordHash: await hashPassword(testPassword) } })
  return client
}

/** An address in a network of its own for each test, so that limits of one do not meet another. */
export const testIp = (): string => `fd${randomBytes(7).toString('hex')}`.replace(/(.{4})(?=.)/g, '$1:') + '::1'
