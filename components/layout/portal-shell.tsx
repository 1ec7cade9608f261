import { useTranslations } from 'next-intl'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { LimitBar } from '@/components/data/limit-bar'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { AccountMenu } from './account-menu'
import { portalNav } from './nav-items'
import { paletteOf } from './palette-of'
import { Shell } from './shell'

type Limit = { used: number | bigint; limit: number | bigint | null; usedText?: ReactNode; limitText?: ReactNode }
export type SidebarUsage = { planName: string; tokens: Limit; spend?: Limit; note?: ReactNode }

type Props = {
  clientName: string
  user: { name: string; email: string }
  /** Signs out and redirects: a form action without a result. */
  signOutAction: (form: FormData) => Promise<void>
  /** Ids of `portalNav` items that this role cannot use; they are left out. */
  hidden?: readonly string[]
  usage?: SidebarUsage | null
  /** `<Banner …/>`s, the gravest first. */
  banners?: ReactNode
  /** What this role can do, in the palette. */
  acts?: readonly ('createKey' | 'findKey' | 'createInstance' | 'topUp')[]
  /** In the account menu, above the settings: other clients to switch to, or the way to the console. */
  accountLines?: ReactNode
  children: ReactNode
}

const actRoutes = { createKey: routes.newKey(), findKey: routes.findLeakedKey(), createInstance: routes.newInstance(), topUp: routes.topUp() }

/** The frame of the client's area; the pages are its `<main id="main">`, so they render no main of their own. */
export async function PortalShell({ clientName, user, signOutAction, hidden = [], usage, banners, acts = [], accountLines, children }: Props) {
  const [t, tabs] = [await getTranslations('palette'), await getTranslations('billing.tabs')]
  const sections = portalNav
    .map((section) => ({ ...section, items: section.items.filter((item) => !hidden.includes(item.id)) }))
    .filter((section) => section.items.length > 0)
  const actions = acts.map((act) => ({ href: actRoutes[act], label: t(act) }))
  const more = [
    ...(hidden.includes('billing') ? [] : [
      ...(['invoices', 'creditNotes', 'methods', 'wallet'] as const).map((id) => ({ href: routes[id](), label: tabs(id) })),
      { href: routes.walletStatement(), label: t('statement') }, { href: routes.transactions(), label: tabs('transactions') },
    ]),
    { href: routes.apiDocs(), label: t('apiReference') },
  ]
  return (
    <Shell
      sections={sections} home={routes.dashboard()} banners={banners} palette={await paletteOf('portal', sections, actions, more)}
      place={<><bdi className="hidden max-w-48 truncate text-text-2 sm:block">{clientName}</bdi><span aria-hidden="true" className="hidden text-text-3 sm:block">/</span></>}
      accountMenu={<AccountMenu user={user} signOutAction={signOutAction}>{accountLines}</AccountMenu>}
      foot={usage ? <UsageCard {...usage} /> : null}
    >
      {children}
    </Shell>
  )
}

/** Foot of the sidebar: the plan and how much of it is used; leads to Analytics. */
function UsageCard({ planName, tokens, spend, note }: SidebarUsage) {
  const t = useTranslations('layout')
  return (
    <section className="relative grid gap-2.5 rounded-card border bg-surface p-3">
      <h2 className="text-h3 font-medium"><Link href={routes.usage()} className="after:absolute after:inset-0 after:rounded-card hover:underline">{t('usageOf', { plan: planName })}</Link></h2>
      <LimitBar label={t('tokens')} {...tokens} />
      {spend ? <LimitBar label={t('spend')} {...spend} /> : null}
      {note ? <p className="text-caption text-text-3">{note}</p> : null}
    </section>
  )
}
