import { exponentOf } from '@/lib/kernel/money'

const byExponent: Record<number, bigint> = { 0: 50n, 2: 50n, 3: 150n }

/**
 * The least amount that is worth collecting and that card providers take: $0.50, ¥50, KWD 0.150. Usage worth less is not invoiced
 * by itself; it stays with its period and is added to the next invoice of usage.
 */
export const minimumChargeMinor = (currency: string): bigint => byExponent[exponentOf(currency)] ?? 50n
