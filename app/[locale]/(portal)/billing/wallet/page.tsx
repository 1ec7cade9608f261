import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { FigureCard } from '@/components/data/figure-card'
import { MovementTable } from '@/components/billing/movement-table'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { getStatement, getWallet, listMethods } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from '../_components/billing-tabs'
import { AutoTopUpCard } from './_components/auto-top-up-card'
import { GrantTable } from '@/components/billing/grant-table'
import { LowBalanceCard } from './_components/low-balance-card'
import { PendingTopUps } from './_components/pending-top-ups'
import { TopUpCard } from './_components/top-up-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.wallet'))('title') }
}

/** How much credit is left, and how do I get more? */
export default async function WalletPage() {
  const ctx = await portalContext()
  const [t, wallet, statement, methods] = await Promise.all([getTranslations('billing.wallet'), getWallet(ctx, {}), getStatement(ctx, {}), listMethods(ctx, {})])
  const { currency } = wallet
  const { timeZone } = ctx.session.client
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} lead={t('lead')} />
      <BillingTabs current="wallet" />
      <PendingTopUps topUps={wallet.pendingTopUps} timeZone={timeZone} mayPay={can(ctx.actor, 'billing.topUp')} />
      <div className="grid gap-4 md:grid-cols-3">
        <FigureCard label={t('available')} value={<Money minor={wallet.availableMinor} currency={currency} />} note={t('availableNote')} />
        <FigureCard label={t('held')} value={<Money minor={wallet.heldMinor} currency={currency} />} note={t('heldNote')} />
        <FigureCard label={t('thisMonth')} value={<Money minor={statement.unbookedMinor - statement.debitsMinor} currency={currency} />} note={t('thisMonthNote')} />
      </div>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid gap-4">
          {can(ctx.actor, 'billing.topUp') ? <TopUpCard currency={currency} /> : null}
          {can(ctx.actor, 'billing.setLowBalance') ? <LowBalanceCard wallet={wallet} /> : null}
        </div>
        {can(ctx.actor, 'billing.setAutoTopUp') ? <AutoTopUpCard wallet={wallet} hasMethod={methods.data.length > 0} /> : null}
      </div>
      <section className="grid gap-3">
        <h2 className="text-h2 font-semibold">{t('grants')}</h2>
        <GrantTable grants={wallet.grants} currency={currency} timeZone={timeZone} />
      </section>
      <section className="grid gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <h2 className="text-h2 font-semibold">{t('movements')}</h2>
          <Button asChild size="sm"><Link href={routes.walletStatement()}>{t('statement')}</Link></Button>
        </div>
        <MovementTable movements={statement.movements.slice(-5).reverse()} currency={currency} timeZone={timeZone} links="portal" />
      </section>
    </div>
  )
}
