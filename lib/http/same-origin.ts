import { env } from '@/lib/env'
import { DomainError } from '@/lib/kernel/error'

const safe = ['GET', 'HEAD', 'OPTIONS']

/**
 * Refuses a state-changing request that carries a session cookie but comes from another site.
 * @throws DomainError cross_origin
 */
export function assertSameOrigin(request: Request): void {
  if (safe.includes(request.method)) return
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  const fromUs = origin ? isOurs(origin, request) : site === null || site === 'same-origin' || site === 'none'
  if (!fromUs || site === 'cross-site') throw new DomainError('cross_origin', { internal: `origin ${origin ?? 'absent'}, site ${site ?? 'absent'}` })
}

/** The configured origin, or the very host that was asked (an operator may reach a loopback install by several names). */
function isOurs(origin: string, request: Request): boolean {
  if (origin === env().PUBLIC_ORIGIN) return true
  return URL.canParse(origin) && new URL(origin).host === request.headers.get('host') && isLoopback(new URL(origin).hostname)
}

const isLoopback = (name: string): boolean => name === 'localhost' || name.endsWith('.localhost') || name === '[::1]' || /^127\./.test(name)
