import type { Db } from '@/lib/db/transaction'
import { env } from '@/lib/env'
import { minutes, plus } from '@/lib/kernel/clock'
import type { CoinAsset } from '@/lib/providers/chains/types'

/** A rate older than this is still used, and staff are told that it ages. */
export const freshMs = minutes(2)
/** An older one is never used: without a rate the coin cannot be chosen. */
const usableMs = minutes(5)

export type RateProblem = 'none' | 'stale' | 'deviation' | 'jump' | 'static_refused'
export type UsableRate = {
  rate: string
  sources: unknown
  spreadBps: number
  observedAt: Date
  validUntil: Date | null
  isStatic: boolean
  isFresh: boolean
  setById: string | null
}
export type FoundRate = { usable: UsableRate; problem: null } | { usable: null; problem: RateProblem; observedAt: Date | null; sources: unknown }

export type RateOf = { asset: CoinAsset; currency: string; mode: string }

const fields = {
  state: true, problem: true, rate: true, sources: true, spreadBps: true, observedAt: true, validUntil: true, isStatic: true, setById: true,
} as const

const mayUseStatic = (mode: string): boolean => mode === 'test' || env().ALLOW_STATIC_RATES

const latest = (db: Db, { asset, currency }: RateOf, isStatic: boolean, at: Date) =>
  db.coinRate.findFirst({ where: { asset, currency, isStatic, observedAt: { lte: at } }, orderBy: [{ observedAt: 'desc' }, { id: 'desc' }], select: fields })

/**
 * What one coin is worth at `at`: what the sources came to within five minutes before, else what staff set for that time. A rate that
 * the rules refused is not replaced by an older one: then there is none.
 */
export async function findRate(db: Db, of: RateOf, at: Date): Promise<FoundRate> {
  const row = await latest(db, of, false, at)
  const facts = { observedAt: row?.observedAt ?? null, sources: row?.sources ?? [] }
  const age = row ? at.getTime() - row.observedAt.getTime() : null
  if (row && age !== null && age <= usableMs) {
    if (row.state !== 'accepted') return { usable: null, problem: row.problem === 'jump' ? 'jump' : 'deviation', ...facts }
    return { usable: { ...row, rate: row.rate ?? '', isFresh: age <= freshMs }, problem: null }
  }
  const set = await latest(db, of, true, at)
  if (set?.validUntil && set.validUntil > at) {
    if (!mayUseStatic(of.mode)) return { usable: null, problem: 'static_refused', ...facts }
    return { usable: { ...set, rate: set.rate ?? '', isFresh: true }, problem: null }
  }
  return { usable: null, problem: row || set ? 'stale' : 'none', ...facts }
}

/** The rate that coins seen at `at` are worth: that of the time, or the first one that was known again. Null while there is none. */
export async function rateWhenSeen(db: Db, of: RateOf, at: Date, now: Date): Promise<string | null> {
  const { usable } = await findRate(db, of, at)
  if (usable) return usable.rate
  const { asset, currency, mode } = of
  const next = await db.coinRate.findFirst({
    where: { asset, currency, state: 'accepted', observedAt: { gt: at, lte: now }, ...(mayUseStatic(mode) ? {} : { isStatic: false }) },
    orderBy: [{ observedAt: 'asc' }, { id: 'asc' }], select: { rate: true },
  })
  return next?.rate ?? null
}

/** The end of the time for which what was found may be used. */
export const usableUntil = ({ observedAt, validUntil }: UsableRate): Date => validUntil ?? plus(observedAt, usableMs)
