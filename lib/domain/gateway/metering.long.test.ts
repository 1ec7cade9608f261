import { expect, it } from 'vitest'
import { figure } from '@/lib/testing/figure'
import { books, createMeteredClient } from '@/lib/testing/metered-client'
import { raceHolds } from '@/lib/testing/raced-holds'

it('10,000 raced holds, alone and in batches, overspend nothing and use up what there is', async () => {
  const client = await createMeteredClient({ upstreams: [], walletPicos: 3_000_500n, includedTokens: 40_003n, spendLimitPicos: 1_000_700n, key: { spendCapMonthMicros: 4n } })
  const { wallet: { id } } = await books(client)
  await Promise.all([1, 3, 50].flatMap((size) => [
    raceHolds(client, id, 1_700, size, () => ({ walletPicos: 1_000n, keyPicos: 500n })),
    raceHolds(client, id, 1_700, size, () => ({ allowanceTokens: 20n, overagePicos: 700n, keyPicos: 400n })),
  ]))
  const { wallet, period, keySpend, holds } = await books(client)
  const over = [wallet.heldPicos - 3_000_500n, period.heldTokens - 40_003n, period.heldOveragePicos - 1_000_700n, (keySpend?.heldPicos ?? 0n) - 4_000_000n].filter((one) => one > 0n)
  figure('10,200 raced holds, overspent', Number(over.reduce((sum, one) => sum + one, 0n)))
  expect(over).toEqual([])
  expect(holds.reduce((sum, hold) => sum + hold.walletPicos, 0n)).toBe(wallet.heldPicos)
  expect([wallet.heldPicos, period.heldOveragePicos + 700n > 1_000_700n || period.heldTokens + 20n > 40_003n]).toEqual([3_000_000n, true])
})
