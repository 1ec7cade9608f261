import type { MetadataRoute } from 'next'
import { apiRoutes, routes } from '@/lib/routes'

/** The public pages may be indexed; what lies behind sign-in says so itself in its headers. */
export default function robots(): MetadataRoute.Robots {
  return { rules: { userAgent: '*', allow: '/', disallow: [`${apiRoutes.gateway()}/`, routes.admin()] } }
}
