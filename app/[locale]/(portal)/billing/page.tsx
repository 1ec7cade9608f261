import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { FigureCard } from '@/components/data/figure-card'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { getArrears, getWallet, listInvoices, listSubscriptions } from '@/lib/domain/billing'
import { isRunning } from '@/lib/domain/billing/dunning/kinds'
import { portalContext } from '@/lib/http/context'
import { formatDate } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { BillingTabs } from './_components/billing-tabs'
import { InvoiceTable } from './_components/invoice-table'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.overview'))('title') }
}

/** What do I owe? */
export default async function BillingPage() {
  const ctx = await portalContext()
  const { currency, timeZone } = ctx.session.client
  const [t, list] = [await getTranslations('billing.overview'), await getTranslations('billing.invoices')]
  const [wallet, latest, { data: subscriptions }, { data: open }, { data: arrears }] = await Promise.all([
    getWallet(ctx, {}), listInvoices(ctx, { limit: 5 }), listSubscriptions(ctx, {}),
    listInvoices(ctx, { limit: 100, owed: 'owed' }), getArrears(ctx, {}),
  ])
  const due = open.reduce((sum, { balanceMinor }) => sum + balanceMinor, 0n)
  const renewing = subscriptions.find(({ status, cancelAtPeriodEnd, amountMinor }) => ['trialing', 'active'].includes(status) && !cancelAtPeriodEnd && amountMinor > 0n)
  return (
    <div className="grid gap-6">
      <PageHeader title={t('title')} />
      <BillingTabs current="overview" />
      {arrears.some(isRunning) ? <Notice look="warning" title={t('unpaid')}><Link className="link" href={routes.unpaid()}>{t('unpaidLink')}</Link></Notice> : null}
      <div className="grid gap-4 md:grid-cols-3">
        <FigureCard label={t('due')} value={<Money minor={due} currency={currency} />} note={t('dueNote', { count: open.length })} href={routes.invoices({ state: 'open' })} />
        <FigureCard label={t('wallet')} value={<Money minor={wallet.availableMinor} currency={wallet.currency} />} note={t('walletNote')} href={routes.wallet()} />
        <FigureCard
          label={t('next')} value={<Money minor={renewing?.amountMinor ?? 0n} currency={currency} />}
          note={renewing?.currentPeriodEnd ? t('nextNote', { plan: renewing.planName[ctx.locale], date: formatDate(renewing.currentPeriodEnd, ctx.locale, timeZone) }) : t('nextNone')}
        />
      </div>
      <section className="grid gap-3">
        <div className="flex items-center justify-between gap-3">
          <h2 className="text-h2 font-semibold">{t('latest')}</h2>
          <Link className="link" href={routes.invoices()}>{t('all')}</Link>
        </div>
        <InvoiceTable
          rows={latest.data} timeZone={timeZone}
          empty={<EmptyState drawing="invoice" title={list('empty')} hint={list('emptyHint')} action={<Button asChild look="primary"><Link href={routes.plans()}>{list('seePlans')}</Link></Button>} />}
        />
      </section>
    </div>
  )
}
