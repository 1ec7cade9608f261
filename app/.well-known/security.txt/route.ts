import { env } from '@/lib/env'

const yearMs = 31_536_000_000

/** Where to report a weakness (RFC 9116): the security address of the domain that the operator's mail comes from. */
export function GET(): Response {
  const { MAIL_FROM, PUBLIC_ORIGIN } = env()
  const domain = /@([\w.-]+)/.exec(MAIL_FROM)?.[1] ?? new URL(PUBLIC_ORIGIN).hostname
  const lines = [
    `Contact: mailto:security@${domain}`,
    `Expires: ${new Date(Date.now() + yearMs).toISOString()}`,
    'Preferred-Languages: en, ar',
    `Canonical: ${PUBLIC_ORIGIN}/.well-known/security.txt`,
  ]
  return new Response(`${lines.join('\n')}\n`, { headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' } })
}

export const dynamic = 'force-dynamic'
