import { z } from 'zod'
import type { Db } from '@/lib/db/transaction'
import { defaultTermsVersion } from './schema'

/** The version of the terms that is accepted today. */
export async function currentTermsVersion(db: Db): Promise<string> {
  const row = await db.setting.findUnique({ where: { key: 'terms_version' }, select: { value: true } })
  return z.string().catch(defaultTermsVersion).parse(row?.value)
}
