import type { PrismaClient } from '@/lib/db/generated/client'
import { defaultTermsVersion } from '@/lib/domain/accounts/schema'
import { env } from '@/lib/env'
import { seedCatalog } from './catalog'
import { demoEmail, seedDemoClient } from './demo-client'
import { writeFirstRun, type FirstRun } from './first-run'
import { seedStaff } from './staff'

type Options = { now: Date; firstRunPath: string; staff: { email?: string | undefined; password?: string | undefined } }

/**
 * The first world: catalogue, settings, the staff owner, a demo client. Running it again changes nothing that exists and
 * adds only what is missing.
 */
export async function seedWorld(db: PrismaClient, { now, firstRunPath, staff }: Options): Promise<void> {
  await seedCatalog(db, now)
  await db.setting.createMany({
    data: [
      { key: 'billing_mode', value: env().BILLING_MODE, updatedAt: now },
      { key: 'terms_version', value: defaultTermsVersion, updatedAt: now },
    ],
    skipDuplicates: true,
  })
  const owner = await seedStaff(db, now, staff)
  if (owner) writeFirstRun(firstRunPath, { staff_email: owner.email, staff_password: owner.password }, {})
  const demo = await seedDemoClient(db, now)
  const made: FirstRun = demo ? { demo_email: demo.email, demo_password: demo.password, demo_api_key: demo.apiKey } : {}
  writeFirstRun(firstRunPath, made, await knownAccounts(db))
}

/** What may be said of accounts made earlier: passwords and keys are kept as hashes only. */
async function knownAccounts(db: PrismaClient): Promise<FirstRun> {
  const [owner, demo] = await Promise.all([
    db.user.findFirst({ where: { staffRole: 'owner' }, orderBy: { id: 'asc' }, select: { email: true } }),
    db.user.findUnique({ where: { emailNormalized: demoEmail }, select: { email: true } }),
  ])
  return { ...(owner ? { staff_email: owner.email } : {}), ...(demo ? { demo_email: demo.email } : {}) }
}
