import { expect } from 'vitest'
import { books, type Metered } from './metered-client'

const sum = <Row>(rows: readonly Row[], of: (row: Row) => bigint): bigint => rows.reduce((total, row) => total + of(row), 0n)

/**
 * Everything that is settled is in step, to the pico: nothing is held, the wallet has lost what its events took, the period
 * has used what they used, roll-ups and the key's spending are their sums.
 * @param started what the wallet held at first
 */
export async function expectExactBooks(client: Metered, started: { wallet: bigint }): Promise<void> {
  const { wallet, period, openHolds, events, metrics, keySpend } = await books(client)
  expect(openHolds).toBe(0)
  expect(wallet.heldPicos + period.heldTokens + period.heldOveragePicos + (keySpend?.heldPicos ?? 0n)).toBe(0n)
  expect(started.wallet - wallet.balancePicos).toBe(sum(events, (event) => event.walletPicos))
  expect(period.usedTokens).toBe(sum(events, (event) => event.allowanceTokens))
  expect(period.overagePicos).toBe(sum(events, (event) => event.overagePicos))
  expect(sum(metrics, (row) => row.costPicos)).toBe(sum(events, (event) => event.costPicos))
  // An instance's hours are usage and no request.
  expect(sum(metrics, (row) => row.requests)).toBe(BigInt(events.filter(({ endpoint }) => endpoint !== 'instance').length))
  expect(keySpend?.monthPicos ?? 0n).toBe(sum(events.filter(({ keyId }) => keyId === client.keyId), (event) => event.costPicos))
}
