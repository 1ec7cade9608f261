import { hotPool } from '@/lib/db/pool'
import { SharedRead } from '@/lib/db/shared-read'
import { DomainError } from '@/lib/kernel/error'
import type { UtcWindow } from '@/lib/kernel/utc-window'
import type { Funds } from './funding'
import type { LimitSizes } from './limit-sizes'

/** What a client may do now: its plan's limits, its running period and the money within reach. */
export type Entitlement = {
  currency: string
  /** The client's own where it has some, else the plan's. */
  limits: LimitSizes
  /** What the plan lets each key have at most. */
  keyLimits: LimitSizes
  maxOutputTokens: number
  planVersionId: string
  usagePeriodId: string
  walletId: string | null
  funds: Funds
  /** Whether the plan's allowance can still pay for something in this period, and so comes first. */
  hasAllowance: boolean
  /** What the key's spend caps leave of each window, at list price; null where there is no cap. */
  keyLeft: Record<UtcWindow, bigint | null>
  /** Whether the client wants its prompts and answers stored. */
  keepsPrompts: boolean
}

/** An entitlement as it is read: amounts are text. `endsAt`: its period's end. */
export type EntitlementRow = Omit<Entitlement, 'funds' | 'keyLeft'> & { endsAt: Date | string; allowance: string; wallet: string; overage: string; day: string | null; week: string | null; month: string | null }

/** The entitlement of one client and key, SQL expressions as all three; for a statement that asks for more. */
export const entitlementSql = (clientId: string, keyId: string, now: string): string => `
  SELECT s."currency", v."id" AS "planVersionId", v."maxOutputTokens",
    json_build_object('requestsPerMinute', coalesce(c."requestsPerMinute", v."requestsPerMinute"), 'requestsPerHour', coalesce(c."requestsPerHour", v."requestsPerHour"),
      'requestsPerDay', coalesce(c."requestsPerDay", v."requestsPerDay"), 'tokensPerMinute', coalesce(c."tokensPerMinute", v."tokensPerMinute"),
      'concurrentRequests', coalesce(c."concurrentRequests", v."concurrentRequests")) AS "limits",
    json_build_object('requestsPerMinute', v."keyRequestsPerMinute", 'requestsPerHour', v."keyRequestsPerHour", 'requestsPerDay', v."keyRequestsPerDay",
      'tokensPerMinute', v."keyTokensPerMinute", 'concurrentRequests', v."keyConcurrentRequests") AS "keyLimits", p."id" AS "usagePeriodId", p."endsAt", w."id" AS "walletId",
    p."includedTokens" > p."usedTokens" AS "hasAllowance",
    (p."includedTokens" - p."usedTokens" - p."heldTokens")::text AS allowance, coalesce(w."balancePicos" - w."heldPicos", 0)::text AS wallet,
    (p."spendLimitPicos" - p."overagePicos" - p."heldOveragePicos")::text AS overage, coalesce(ps."isOn", false) AS "keepsPrompts",
    coalesce(l.day_left, k."spendCapDayMicros" * 1000000)::text AS day, coalesce(l.week_left, k."spendCapWeekMicros" * 1000000)::text AS week,
    coalesce(l.month_left, k."spendCapMonthMicros" * 1000000)::text AS month
  FROM "Subscription" s
  JOIN "PlanVersion" v ON v."id" = s."planVersionId"
  JOIN "UsagePeriod" p ON p."subscriptionId" = s."id" AND p."clientId" = s."clientId" AND p."startsAt" <= ${now} AND p."endsAt" > ${now}
  LEFT JOIN "ClientLimits" c ON c."clientId" = s."clientId"
  LEFT JOIN "Wallet" w ON w."clientId" = s."clientId" AND w."currency" = s."currency"
  LEFT JOIN "PromptStorage" ps ON ps."clientId" = s."clientId"
  LEFT JOIN "APIKey" k ON k."id" = ${keyId} AND k."clientId" = s."clientId"
  LEFT JOIN "KeySpend" ks ON ks."keyId" = k."id"
  LEFT JOIN LATERAL key_spend_left(ks, k."spendCapDayMicros", k."spendCapWeekMicros", k."spendCapMonthMicros", ${now}) l ON true
  WHERE s."clientId" = ${clientId} AND s."status" IN ('trialing', 'active', 'past_due') AND s."serviceSuspendedAt" IS NULL
  LIMIT 1`

const text = `
  SELECT a.n::int, e.* FROM unnest($1::text[], $3::text[]) WITH ORDINALITY AS a("clientId", "keyId", n)
    JOIN LATERAL (${entitlementSql('a."clientId"', 'a."keyId"', '$2')}) e ON true`

type Asked = { clientId: string; keyId: string | null; now: Date }

/** Read anew for each request; those of one moment share a statement, at the latest of their times. */
const reads = new SharedRead<Asked, EntitlementRow>(({ clientId, keyId }) => `${clientId} ${keyId ?? ''}`, async (asked) => {
  const now = new Date(Math.max(...asked.map((one) => one.now.getTime())))
  const { rows } = await hotPool().query<EntitlementRow & { n: number }>({ name: 'entitlement', text, values: [asked.map(({ clientId }) => clientId), now, asked.map(({ keyId }) => keyId)] })
  const byPlace = new Map(rows.map(({ n, ...row }) => [n, row as EntitlementRow]))
  return asked.map((_one, i) => byPlace.get(i + 1))
})

const leastOf = (amounts: readonly (bigint | null)[]): bigint | null =>
  amounts.reduce((least, one) => (one !== null && (least === null || one < least) ? one : least), null)

const toBigInt = (text: string | null): bigint | null => (text === null ? null : BigInt(text))

/** @throws DomainError subscription_inactive when no period of a live subscription runs now */
export const readEntitlement = async (clientId: string, keyId: string | null, now: Date): Promise<Entitlement> =>
  entitlementOf(await reads.read({ clientId, keyId, now }))

const known = new WeakMap<EntitlementRow, Entitlement>()

/**
 * What was read, as it is used; made once for all requests of one moment that share the row. Nobody changes it.
 * @throws DomainError subscription_inactive when nothing was found
 */
export function entitlementOf(row: EntitlementRow | null | undefined): Entitlement {
  if (!row) throw new DomainError('subscription_inactive')
  const entitlement = known.get(row) ?? toEntitlement(row)
  known.set(row, entitlement)
  return entitlement
}

function toEntitlement(row: EntitlementRow): Entitlement {
  const { endsAt: _endsAt, allowance, wallet, overage, day, week, month, ...plan } = row
  const keyLeft = { day: toBigInt(day), week: toBigInt(week), month: toBigInt(month) }
  const funds = { allowanceTokens: BigInt(allowance), walletPicos: BigInt(wallet), overagePicos: BigInt(overage), keyPicos: leastOf(Object.values(keyLeft)) }
  return { ...plan, funds, keyLeft }
}
