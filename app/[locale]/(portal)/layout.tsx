import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { Money } from '@/components/data/money'
import { PortalShell, type SidebarUsage } from '@/components/layout/portal-shell'
import { Banner } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { listSubscriptions } from '@/lib/domain/billing'
import { getAllowance } from '@/lib/domain/usage'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { formatCompact, formatDate } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { parsePicos, picosToMoney } from '@/lib/kernel/rate'
import { routes } from '@/lib/routes'
import { signOutAction } from '../(auth)/actions'

/** The frame. It shows; whether a page may be seen is asked by the page itself. */
export default async function PortalLayout({ children }: { children: ReactNode }) {
  const ctx = await portalContext()
  const { client, user } = ctx.session
  const hidden = [...(can(ctx.actor, 'billing.getSubscription') ? [] : ['subscription', 'billing']), ...(can(ctx.actor, 'instances.list') ? [] : ['instances'])]
  const acts = ([['createKey', 'keys.create'], ['createInstance', 'instances.create'], ['topUp', 'billing.topUp'], ['findKey', 'keys.findLeaked']] as const).filter(([, permission]) => can(ctx.actor, permission)).map(([act]) => act)
  return (
    <PortalShell
      clientName={client.name} user={user} signOutAction={signOutAction} hidden={hidden} usage={await sidebarUsage(ctx)}
      banners={<Banners ctx={ctx} />} acts={acts}
    >
      {children}
    </PortalShell>
  )
}

async function sidebarUsage(ctx: PortalCtx): Promise<SidebarUsage | null> {
  const [allowance, { data }, t] = await Promise.all([getAllowance(ctx, {}), listSubscriptions(ctx, { limit: 5 }), getTranslations('data')])
  const plan = data.find(({ status }) => ['trialing', 'active', 'past_due'].includes(status))
  if (!allowance || !plan) return null
  const { currency } = allowance
  const [overage, limit] = [parsePicos(allowance.overage) ?? 0n, parsePicos(allowance.spendLimit) ?? 0n]
  const money = (picos: bigint): ReactNode => <Money minor={picosToMoney(picos, currency).minor} currency={currency} />
  return {
    planName: plan.planName[ctx.locale],
    tokens: { used: allowance.usedTokens, limit: allowance.includedTokens, usedText: formatCompact(allowance.usedTokens), limitText: formatCompact(allowance.includedTokens) },
    ...(limit > 0n ? { spend: { used: overage, limit, usedText: money(overage), limitText: money(limit) } } : {}),
    note: t('limitResets', { date: formatDate(allowance.endsAt, ctx.locale, ctx.session.client.timeZone) }),
  }
}

async function Banners({ ctx }: { ctx: PortalCtx }) {
  const t = await getTranslations('portal.banner')
  const { client, user } = ctx.session
  return (
    <>
      {client.suspendedAt ? <Banner look="danger" action={<Button asChild size="sm"><Link href={routes.billing()}>{t('contact')}</Link></Button>}>{t('suspended')}</Banner> : null}
      {user.emailVerifiedAt ? null : <Banner look="warning" action={<Button asChild size="sm"><Link href={routes.security()}>{t('resend')}</Link></Button>}>{t('verify', { email: user.email })}</Banner>}
      {client.mode === 'test' ? <Banner look="test">{t('test')}</Banner> : null}
    </>
  )
}
