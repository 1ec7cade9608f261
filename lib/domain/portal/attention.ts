import type { LocalizedText } from '@/lib/i18n/locale'
import { days } from '@/lib/kernel/clock'
import { instanceProblems, type AttentionView, type InstanceProblem } from './view'

export type AttentionFacts = {
  now: Date
  invoices: { id: string; number: string | null; subscriptionId: string | null; balanceMinor: bigint; currency: string; dueAt: Date | null }[]
  subscription: { id: string; status: string; planName: LocalizedText; cancelAtPeriodEnd: boolean; periodEnd: Date | null } | null
  keys: { id: string; name: string; expiresAt: Date | null }[]
  /** The saved method that is charged first, when its card has ended or ends soon. */
  endingMethod: { id: string; brand: string | null; last4: string | null; isExpired: boolean } | null
  period: { endsAt: Date; includedTokens: bigint; usedTokens: bigint; spendLimitPicos: bigint; overagePicos: bigint } | null
  instances: { id: string; name: string; problem: InstanceProblem | null; deletesAt: Date | null }[]
}

const warnPercent = 80
const keyWarningMs = days(7)

/** How much of the limit is used, in whole percent, rounded down; 0 where there is no limit to reach. */
const percentOf = (used: bigint, limit: bigint): number => (limit > 0n ? Number((used * 100n) / limit) : 0)

function subscriptionNotes({ subscription, invoices }: AttentionFacts): AttentionView[] {
  if (!subscription) return []
  const { id, planName } = subscription
  const invoiceId = invoices.find((invoice) => invoice.subscriptionId === id)?.id ?? null
  if (subscription.status === 'incomplete') return [{ kind: 'subscriptionIncomplete', id, planName, invoiceId }]
  if (subscription.status === 'past_due') return [{ kind: 'subscriptionPastDue', id, planName }]
  if (subscription.cancelAtPeriodEnd && subscription.periodEnd) return [{ kind: 'subscriptionEnding', id, planName, endsAt: subscription.periodEnd }]
  return []
}

/** Unpaid invoices; the one that an incomplete subscription waits for is named by that subscription instead. */
function invoiceNotes({ invoices, subscription, now }: AttentionFacts): AttentionView[] {
  const waiting = subscription?.status === 'incomplete' ? subscription.id : undefined
  return invoices
    .filter((invoice) => waiting === undefined || invoice.subscriptionId !== waiting)
    .map(({ id, number, balanceMinor, currency, dueAt }) => ({
      kind: 'invoice', id, number, balanceMinor, currency, dueAt, isOverdue: dueAt !== null && dueAt < now,
    }))
}

const methodNotes = ({ endingMethod }: AttentionFacts): AttentionView[] => (endingMethod ? [{ kind: 'methodEnding', ...endingMethod }] : [])

function keyNotes({ keys, now }: AttentionFacts): AttentionView[] {
  return keys.flatMap(({ id, name, expiresAt }) =>
    expiresAt && expiresAt > now && expiresAt.getTime() - now.getTime() <= keyWarningMs ? [{ kind: 'keyExpiring' as const, id, name, expiresAt }] : [])
}

function limitNotes({ period }: AttentionFacts): AttentionView[] {
  if (!period) return []
  const [tokens, spend] = [percentOf(period.usedTokens, period.includedTokens), percentOf(period.overagePicos, period.spendLimitPicos)]
  if (spend >= warnPercent) return [{ kind: 'spendLimit', percent: spend, resetsAt: period.endsAt }]
  return tokens >= warnPercent ? [{ kind: 'allowance', percent: tokens, resetsAt: period.endsAt }] : []
}

/** One line for all that have the same trouble. */
function instanceNotes({ instances }: AttentionFacts): AttentionView[] {
  return instanceProblems.flatMap((problem): AttentionView[] => {
    const found = instances.filter((one) => one.problem === problem)
    const ends = found.flatMap(({ deletesAt }) => deletesAt ?? []).sort((a, b) => a.getTime() - b.getTime())
    return found.length > 0 ? [{ kind: 'instances', problem, instances: found.map(({ id, name }) => ({ id, name })), deletesAt: ends[0] ?? null }] : []
  })
}

/** What needs the client, money first. Empty when all is well. */
export function attentionOf(facts: AttentionFacts): AttentionView[] {
  return [...invoiceNotes(facts), ...subscriptionNotes(facts), ...methodNotes(facts), ...instanceNotes(facts), ...limitNotes(facts), ...keyNotes(facts)]
}
