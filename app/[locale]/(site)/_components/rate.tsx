import { UsageCost } from '@/components/data/usage-cost'

const picosPerMicro = 1_000_000n

/** A price per million tokens, held in micros of the currency. */
export function Rate({ micros, currency }: { micros: bigint; currency: string }) {
  return <UsageCost picos={micros * picosPerMicro} currency={currency} />
}
