import { pool } from '@/lib/db/pool'
import { DomainError } from '@/lib/kernel/error'
import type { Funds } from './funding'

/** What a client may do now: its plan's limits, its running period and the money within reach. */
export type Entitlement = {
  currency: string
  requestsPerMinute: number
  tokensPerMinute: number
  keyRequestsPerMinute: number | null
  keyTokensPerMinute: number | null
  maxOutputTokens: number
  planVersionId: string
  usagePeriodId: string
  walletId: string | null
  funds: Funds
}

type Row = Omit<Entitlement, 'funds'> & { status: string; allowance: string; wallet: string; overage: string }

const text = `
  SELECT s."status", s."currency", v."id" AS "planVersionId", v."requestsPerMinute", v."tokensPerMinute", v."keyRequestsPerMinute",
    v."keyTokensPerMinute", v."maxOutputTokens", p."id" AS "usagePeriodId", w."id" AS "walletId",
    p."includedTokens" - p."usedTokens" - p."heldTokens" AS allowance, coalesce(w."balancePicos" - w."heldPicos", 0) AS wallet,
    p."spendLimitPicos" - p."overagePicos" - p."heldOveragePicos" AS overage
  FROM "Subscription" s
  JOIN "PlanVersion" v ON v."id" = s."planVersionId"
  JOIN "UsagePeriod" p ON p."subscriptionId" = s."id" AND p."clientId" = s."clientId" AND p."startsAt" <= $2 AND p."endsAt" > $2
  LEFT JOIN "Wallet" w ON w."clientId" = s."clientId" AND w."currency" = s."currency"
  WHERE s."clientId" = $1 AND s."status" IN ('trialing', 'active', 'past_due')
  LIMIT 1`

/** Read anew for each request. @throws DomainError subscription_inactive when no period of a live subscription runs now */
export async function readEntitlement(clientId: string, now: Date): Promise<Entitlement> {
  const { rows } = await pool().query<Row>({ name: 'entitlement', text, values: [clientId, now] })
  const row = rows[0]
  if (!row) throw new DomainError('subscription_inactive')
  const { status: _status, allowance, wallet, overage, ...plan } = row
  return { ...plan, funds: { allowanceTokens: BigInt(allowance), walletPicos: BigInt(wallet), overagePicos: BigInt(overage) } }
}
