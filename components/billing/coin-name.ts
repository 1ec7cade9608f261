import type { CoinOptionView } from '@/lib/domain/billing/coins/view'

export type CoinAssetId = CoinOptionView['asset']

/** The chains in words, keys under `coins.network`; one that is not listed is shown by its own name. */
const chains: readonly [RegExp, 'bitcoin' | 'bitcoinTest' | 'ethereum' | 'ethereumTest'][] = [
  [/^bitcoin$/, 'bitcoin'], [/^(bitcoin|litecoin)-/, 'bitcoinTest'], [/^eip155:1$/, 'ethereum'], [/^eip155:/, 'ethereumTest'],
]

/** The key of a chain's name, or null when it has none. */
export const networkKey = (network: string): 'bitcoin' | 'bitcoinTest' | 'ethereum' | 'ethereumTest' | null => chains.find(([pattern]) => pattern.test(network))?.[1] ?? null
