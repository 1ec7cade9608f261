import { createNavigation } from 'next-intl/navigation'
import { routing } from './routing'

/** Links and redirects that keep the language. Paths come from lib/routes. */
export const { Link, redirect, usePathname, useRouter, getPathname } = createNavigation(routing)
