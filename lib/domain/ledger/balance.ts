import type { Money } from '@/lib/kernel/money'

/** Whether debits (positive) and credits (negative) cancel out in every currency. */
export function isBalanced(amounts: readonly Money[]): boolean {
  const totals = new Map<string, bigint>()
  for (const { currency, minor } of amounts) totals.set(currency, (totals.get(currency) ?? 0n) + minor)
  return [...totals.values()].every((total) => total === 0n)
}
