import { env } from '@/lib/env'

/** Whether browsers reach us by https: only then do cookies carry `Secure`, which the __Host- prefix demands. */
const isHttps = (): boolean => env().PUBLIC_ORIGIN.startsWith('https:')

type CookieName = 'session' | 'csrf' | 'callback'

/** `__Host-session` on https, `session` on plain http (a loopback install or a trusted network). */
export const cookieName = (name: CookieName): string => (isHttps() ? `__Host-${name}` : name)

/** Never readable by scripts, never sent with another site's POST, never for a parent domain. */
export const cookieOptions = () => ({ httpOnly: true, sameSite: 'lax' as const, path: '/', secure: isHttps() })
