import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'
import { visitorCtx } from '@/lib/testing/contexts'
import { seedCatalog } from '@/prisma/seed/catalog'
import { getPlan } from './platform/list-plans'

const now = new Date('2026-01-01T00:00:00Z')
beforeAll(() => seedCatalog(platformDb, now))
afterAll(closePool)

it('a plan on sale tells how usage past its allowance is priced', async () => {
  const [planId, versionId] = [newId('pln'), newId('plv')]
  await platformDb.plan.create({ data: { id: planId, code: planId, rank: 90, isPublic: true, createdAt: now } })
  await platformDb.planVersion.create({ data: {
    id: versionId, planId, version: 1, name: { en: 'Steps', ar: 'شرائح' }, description: { en: '', ar: '' }, includedTokens: 1_000n, requestsPerMinute: 60, tokensPerMinute: 1_000, maxOutputTokens: 1_000, maxKeys: 3,
    overage: 'allow', publishedAt: now, usageTierMode: 'graduated', usageTierBasis: 'tokens', minimumCommitmentMinor: 500n,
  } })
  const step = { ratePpm: null, flatMinor: 0n, packageSize: null, packageMinor: null }
  const steps = [{ ...step, upTo: 1_000_000n, microsPerMillion: 4_000_000n }, { ...step, upTo: null, microsPerMillion: 2_500_000n, flatMinor: 100n }]
  await platformDb.planUsageTier.createMany({ data: steps.map((one, position) => ({ ...one, id: newId('tir'), planVersionId: versionId, position })) })
  expect(await getPlan(visitorCtx(), { id: planId })).toMatchObject({ usageSteps: { mode: 'graduated', basis: 'tokens', steps }, minimumCommitmentMinor: 500n })
  expect(await getPlan(visitorCtx(), { id: 'pro' })).toMatchObject({ usageSteps: null })
  await platformDb.plan.update({ where: { id: planId }, data: { isPublic: false } })
})
