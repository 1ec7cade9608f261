'use client'
import NextLink from 'next/link'
import { usePathname as useNextPathname, useRouter as useNextRouter } from 'next/navigation'
import { useMemo, type ComponentProps } from 'react'
import { isPayingPage } from '@/lib/routes'
import { usePageLocale } from './locale-context'
import { localizedPath, pathWithoutLocale } from './path'

type LinkProps = Omit<ComponentProps<typeof NextLink>, 'href'> & { href: string }

/** A link to a path of lib/routes, in the page's language. Pages with a content policy of their own are loaded whole. */
export function Link({ href, ...rest }: LinkProps) {
  const address = localizedPath(href, usePageLocale())
  if (!isPayingPage(href)) return <NextLink href={address} {...rest} />
  const { prefetch: _prefetch, replace: _replace, scroll: _scroll, ...anchor } = rest
  return <a href={address} {...anchor} />
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
