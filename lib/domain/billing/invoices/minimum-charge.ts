import { exponentOf } from '@/lib/kernel/money'

const byExponent: Record<number, bigint> = { 0: 50n, 2: 50n, 3: 150n }

/**
 * The least amount that is worth collecting and that card providers take: $0.50, ¥50, KWD 0.150. What is worth less is not asked for by
 * itself: usage stays with its period, and what a plan's invoice would ask for is carried to the next invoice.
 */
export const minimumChargeMinor = (currency: string): bigint => byExponent[exponentOf(currency)] ?? 50n

/** Whether an amount can be collected by itself. */
export const isCollectable = ({ totalMinor, currency }: { totalMinor: bigint; currency: string }): boolean => totalMinor >= minimumChargeMinor(currency)
