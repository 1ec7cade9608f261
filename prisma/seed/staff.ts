import { randomBytes } from 'node:crypto'
import { hashPassword } from '@/lib/auth/password'
import type { Db } from '@/lib/db/transaction'
import { newId } from '@/lib/kernel/id'

export type Account = { email: string; password: string }

/** 144 random bits as 24 characters that survive a copy from a terminal. */
export const strongPassword = (): string => randomBytes(18).toString('base64url')

const defaultEmail = 'admin@matrix.localhost'

/**
 * The first owner of the staff console: the operator's choice from the environment, else a generated password. Once an
 * owner exists nothing is changed.
 * @returns how to sign in, only when this call made the account
 */
export async function seedStaff(db: Db, now: Date, chosen: { email?: string | undefined; password?: string | undefined }): Promise<Account | null> {
  if ((await db.user.count({ where: { staffRole: 'owner' } })) > 0) return null
  const account = { email: chosen.email ?? defaultEmail, password: chosen.password ?? strongPassword() }
  const emailNormalized = account.email.normalize('NFKC').toLowerCase()
  const passwordHash = await hashPassword(account.password)
  const { count } = await db.user.createMany({
    data: [{
      id: newId('usr', now), email: account.email, emailNormalized, name: 'Administrator', passwordHash, staffRole: 'owner',
      emailVerifiedAt: now, createdAt: now, updatedAt: now,
    }],
    skipDuplicates: true,
  })
  return count === 1 ? account : null
}
