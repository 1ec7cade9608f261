import { afterAll, beforeAll, expect, it } from 'vitest'
import { closePool } from '@/lib/db/pool'
import { platformDb } from '@/lib/db/platform-db'
import { publishPlanVersion, setCustomPrice } from '@/lib/domain/admin'
import { listOfferedPlans, previewSubscription } from '@/lib/domain/billing'
import { staffCtx } from '@/lib/testing/contexts'
import { createPayingClient } from '@/lib/testing/paying-client'
import { seedCatalog } from '@/prisma/seed/catalog'

const start = new Date('2026-01-31T09:00:00Z')

beforeAll(async () => seedCatalog(platformDb, start))
afterAll(closePool)

it('a plan made for one client is offered to it at its own price, and to nobody else: not in the list, not by its name', async () => {
  const [mine, other] = [await createPayingClient(start), await createPayingClient(start)]
  const staff = { ...staffCtx('owner'), clock: mine.clock }
  const code = `made-for-${mine.clientId.slice(-8).toLowerCase()}`
  await publishPlanVersion(staff, {
    code, nameEn: 'Atlas', nameAr: 'أطلس', descriptionEn: 'Agreed', descriptionAr: 'بالاتفاق', trialDays: 0, includedTokens: 9_000_000n, requestsPerMinute: 900, tokensPerMinute: 900_000, maxOutputTokens: 4_096,
    maxKeys: 50, maxInstances: 3, overage: 'stop', isPublic: false, prices: [{ currency: 'USD', month: '900' }],
  })
  await setCustomPrice(staff, { id: mine.clientId, planCode: code, interval: 'month', amount: '450' })
  await setCustomPrice(staff, { id: mine.clientId, planCode: 'pro', interval: 'year', amount: '199' })
  const offered = async ({ ctx }: typeof mine) => (await listOfferedPlans(ctx, {})).data
  const [own, others] = [await offered(mine), await offered(other)]
  expect(own.find((plan) => plan.code === code)?.prices).toEqual([{ currency: 'USD', interval: 'month', amountMinor: 45_000n, isOwn: true }])
  expect(own.find((plan) => plan.code === 'pro')?.prices.filter(({ currency }) => currency === 'USD')).toMatchObject([{ interval: 'month' }, { interval: 'year', amountMinor: 19_900n, isOwn: true }])
  expect(others.map((plan) => plan.code)).not.toContain(code)
  expect(others.flatMap(({ prices }) => prices).some(({ isOwn }) => isOwn)).toBe(false)
  expect(await previewSubscription(mine.ctx, { planCode: code, interval: 'month' })).toMatchObject({ subtotalMinor: 45_000n })
  const refusal = (planCode: string) => previewSubscription(other.ctx, { planCode, interval: 'month' }).catch((error: unknown) => ({ ...(error as { code: string; params: object }) }))
  expect(await refusal(code)).toEqual(await refusal('no-such-plan'))
})
