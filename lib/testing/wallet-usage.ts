import { platformDb } from '@/lib/db/platform-db'
import type { UsageRecord } from '@/lib/domain/gateway/hold'
import { settleHold, takeHold } from '@/lib/domain/gateway/metering'
import { hours, plus } from '@/lib/kernel/clock'
import { newId } from '@/lib/kernel/id'

const record = (at: Date): UsageRecord => ({
  keyId: null, userId: null, modelId: 'mdl_test', modelSlug: 'm', upstreamId: null, modelPriceId: 'prc_test', endpoint: 'chat', source: 'api', isStream: false, status: 'ok',
  httpStatus: 200, errorCode: null, isEstimated: false, inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos: 0n, latencyMs: 1, firstTokenMs: null, attempts: 1, createdAt: at,
})

const fromWallet = (picos: bigint) => ({ allowanceTokens: 0n, walletPicos: picos, overagePicos: 0n })

/** Holds part of a wallet as a running request does. @returns the hold's id, or null when the wallet has not enough free */
export async function holdInWallet(clientId: string, picos: bigint): Promise<string | null> {
  const [id, now] = [newId('req'), new Date()]
  const { costPicos: _cost, ...request } = record(now)
  const { id: walletId } = await platformDb.wallet.findUniqueOrThrow({ where: { clientId }, select: { id: true } })
  const verdict = await takeHold({ ...fromWallet(picos), request, id, clientId, usagePeriodId: null, walletId, keyId: null, keyPicos: 0n, expiresAt: plus(now, hours(1)) })
  return verdict === 'taken' ? id : null
}

/** Ends the request: `picos` of what it held are used. */
export async function settleHeld(id: string, picos: bigint, at: Date = new Date()): Promise<void> {
  await settleHold(id, fromWallet(picos), { ...record(at), costPicos: picos })
}

/** One whole request that is paid from the wallet. @returns whether the wallet had enough */
export async function spendInRequest(clientId: string, picos: bigint, at?: Date): Promise<boolean> {
  const id = await holdInWallet(clientId, picos)
  if (id) await settleHeld(id, picos, at)
  return id !== null
}

/** A wallet as it stands beside its grants and its account in the ledger: what must always agree. */
export async function walletBooks(clientId: string) {
  const [wallet, grants, account] = await Promise.all([
    platformDb.wallet.findUniqueOrThrow({ where: { clientId } }),
    platformDb.walletGrant.findMany({ where: { clientId }, orderBy: { id: 'asc' } }),
    platformDb.ledgerEntry.aggregate({ where: { account: { clientId, kind: 'wallet' } }, _sum: { amountMinor: true } }),
  ])
  const leftPicos = grants.reduce((total, grant) => total + grant.remainingPicos, 0n)
  return { wallet, grants, leftPicos, bookedMinor: -(account._sum.amountMinor ?? 0n) }
}
