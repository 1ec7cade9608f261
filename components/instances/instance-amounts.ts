import { formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatPicos } from '@/lib/kernel/money'

const picosPerMicro = 1_000_000n

/** What an hour, or a million tokens, costs, as it stands inside a sentence: "$0.012". */
export const formatMicros = (micros: bigint, currency: string): string => ltr(formatPicos(micros * picosPerMicro, currency))

/** 500 → "0.5" cores. */
export const coresOf = (cpuMillis: number): number => cpuMillis / 1000
export const formatCores = (cpuMillis: number): string => formatNumber(coresOf(cpuMillis))
