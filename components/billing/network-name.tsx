import { getTranslations } from 'next-intl/server'

/** The chains in words, keys under `coins.network`; one that is not listed is shown by its own name. */
const chains: readonly [RegExp, 'bitcoin' | 'bitcoinTest' | 'ethereum' | 'ethereumTest'][] = [
  [/^bitcoin$/, 'bitcoin'], [/^(bitcoin|litecoin)-/, 'bitcoinTest'], [/^eip155:1$/, 'ethereum'], [/^eip155:/, 'ethereumTest'],
]

/** What each chain is called in the reader's language. */
export async function networkNames(): Promise<(network: string) => string> {
  const t = await getTranslations('coins.network')
  return (network) => {
    const key = chains.find(([pattern]) => pattern.test(network))?.[1]
    return key ? t(key) : network
  }
}

/** A chain in words. */
export async function NetworkName({ network }: { network: string | null }) {
  return <bdi>{network === null ? null : (await networkNames())(network)}</bdi>
}
