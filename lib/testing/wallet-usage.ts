import { platformDb } from '@/lib/db/platform-db'
import { newId } from '@/lib/kernel/id'

/** Holds part of a wallet as a running request does. @returns the hold's id, or null when the wallet has not enough free */
export async function holdInWallet(clientId: string, picos: bigint): Promise<string | null> {
  const id = newId('req')
  const { id: walletId } = await platformDb.wallet.findUniqueOrThrow({ where: { clientId }, select: { id: true } })
  const rows = await platformDb.$queryRaw<{ taken: boolean }[]>`
    SELECT hold_take(${id}, ${clientId}, NULL, ${walletId}, 0, ${picos}, 0, now() + interval '1 hour', '{}'::jsonb) AS taken`
  return rows[0]?.taken ? id : null
}

/** Ends the request: `picos` of what it held are used. */
export async function settleHeld(id: string, picos: bigint, at: Date = new Date()): Promise<void> {
  const event = {
    modelId: 'mdl_test', modelSlug: 'm', modelPriceId: 'prc_test', endpoint: 'chat', source: 'api', isStream: false, status: 'ok', httpStatus: 200, isEstimated: false,
    inputTokens: 1, cachedTokens: 0, outputTokens: 1, currency: 'USD', costPicos: picos.toString(), latencyMs: 1, attempts: 1, createdAt: at.toISOString(),
  }
  await platformDb.$queryRaw`SELECT hold_settle(${id}, 'settled', 0, ${picos}, 0, ${JSON.stringify(event)}::jsonb)`
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
