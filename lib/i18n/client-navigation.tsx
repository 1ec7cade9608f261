'use client'
import NextLink from 'next/link'
import { usePathname as useNextPathname, useRouter as useNextRouter } from 'next/navigation'
import { useMemo, type ComponentProps } from 'react'
import { usePageLocale } from './locale-context'
import { localizedPath, pathWithoutLocale } from './path'

type LinkProps = Omit<ComponentProps<typeof NextLink>, 'href'> & { href: string }

/** A link to a path of lib/routes, in the page's language. */
export function Link({ href, ...rest }: LinkProps) {
  return <NextLink href={localizedPath(href, usePageLocale())} {...rest} />
}

/** The path without its language, to compare with lib/routes. */
export const usePathname = (): string => pathWithoutLocale(useNextPathname())

/** Next's router that takes paths of lib/routes. */
export function useRouter(): ReturnType<typeof useNextRouter> {
  const router = useNextRouter()
  const locale = usePageLocale()
  return useMemo(() => ({
    ...router,
    push: (href, options) => router.push(localizedPath(href, locale), options),
    replace: (href, options) => router.replace(localizedPath(href, locale), options),
    prefetch: (href, options) => router.prefetch(localizedPath(href, locale), options),
  }), [router, locale])
}
