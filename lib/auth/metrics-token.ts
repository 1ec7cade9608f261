import { createHash, timingSafeEqual } from 'node:crypto'
import { env } from '@/lib/env'
import { bearerOf } from '@/lib/kernel/bearer'
import { DomainError } from '@/lib/kernel/error'

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Lets through who sends METRICS_TOKEN as a bearer token. @throws DomainError not_configured while there is none, unauthenticated */
export function assertMetricsToken(authorization: string | null | undefined): void {
  const { METRICS_TOKEN } = env()
  if (!METRICS_TOKEN) throw new DomainError('not_configured', { params: { what: 'METRICS_TOKEN' } })
  const given = bearerOf(authorization) ?? ''
  if (!timingSafeEqual(digest(given), digest(METRICS_TOKEN))) throw new DomainError('unauthenticated')
}
