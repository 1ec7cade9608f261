import { createHash } from 'node:crypto'
import { returnRateLimits, takeRateLimits, type RateRule } from '@/lib/db/rate-limit'
import type { BaseCtx } from '@/lib/domain/context'
import { DomainError } from '@/lib/kernel/error'
import { networkOf } from '@/lib/kernel/network'

const [quarterHour, hour] = [900, 3600]

/** Limits of what may be tried: for one subject (an address, a person) from one place or wherever from, and for one place whatever the subject. */
const limits = {
  signIn: { subject: { limit: 10, periodSeconds: quarterHour }, place: { limit: 100, periodSeconds: quarterHour } },
  signUp: { subject: { limit: 5, periodSeconds: hour }, place: { limit: 200, periodSeconds: hour } },
  reset: { subject: { limit: 5, periodSeconds: hour }, place: { limit: 100, periodSeconds: hour } },
  link: { place: { limit: 100, periodSeconds: quarterHour } },
  resend: { subject: { limit: 5, periodSeconds: hour } },
  promotionCode: { anywhere: { limit: 20, periodSeconds: hour }, place: { limit: 100, periodSeconds: hour } },
  changePassword: { subject: { limit: 10, periodSeconds: quarterHour } },
} as const

export type AttemptKind = keyof typeof limits

/** Limiter keys are readable by operators, so addresses go in as a fingerprint. */
const fingerprint = (subject: string): string => createHash('sha256').update(subject).digest('base64url').slice(0, 22)

function rulesOf(ctx: BaseCtx, kind: AttemptKind, subject: string): RateRule[] {
  const [place, rule] = [networkOf(ctx.ip), limits[kind]]
  return [
    ...('subject' in rule ? [{ ...rule.subject, key: `${kind}:${fingerprint(subject)}:${place}` }] : []),
    ...('anywhere' in rule ? [{ ...rule.anywhere, key: `${kind}:${fingerprint(subject)}` }] : []),
    ...('place' in rule ? [{ ...rule.place, key: `${kind}:from:${place}` }] : []),
  ]
}

/** Counts an attempt ahead of the work, so that parallel ones cannot pass together. @throws DomainError rate_limited */
export async function limitAttempts(ctx: BaseCtx, kind: AttemptKind, subject: string): Promise<void> {
  const verdict = await takeRateLimits(rulesOf(ctx, kind, subject))
  if (!verdict.ok) {
    const retryAfterSeconds = Math.ceil(verdict.retryAfterSeconds)
    throw new DomainError('rate_limited', { retryAfterSeconds, params: { retryAfterSeconds } })
  }
}

/** An attempt that succeeded does not count: only failures use the limit up. */
export async function giveBackAttempt(ctx: BaseCtx, kind: AttemptKind, subject: string): Promise<void> {
  await returnRateLimits(rulesOf(ctx, kind, subject).map((rule) => ({ ...rule, cost: 1 })))
}
