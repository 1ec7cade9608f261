import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { EmptyState } from '@/components/data/empty-state'
import { PageHeader } from '@/components/data/page-header'
import { coinBalances, listCoinRates } from '@/lib/domain/admin'
import { can } from '@/lib/auth/permissions'
import { ListPage } from '../../_components/list-page'
import { staffPage } from '../../_components/staff-page'
import { ChainCard } from './_components/chain-card'
import { CoinTabs } from './_components/coin-tabs'
import { RatesTable } from './_components/rates-table'
import { StaticRateDialog } from './_components/static-rate-dialog'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('nav'))('adminCoins') }
}

/** Do coins arrive, at the right wallet, and at which rate? */
export default async function CoinsPage() {
  const ctx = await staffPage('admin.coinBalances')
  const [t, { data: chains }, { data: rates }] = await Promise.all([getTranslations('admin.coins'), coinBalances(ctx, {}), listCoinRates(ctx, {})])
  const [assets, currencies] = [[...new Set(rates.map(({ asset }) => asset))], [...new Set(rates.map(({ currency }) => currency))]]
  const texts = {
    open: t('setRate'), title: t('setRateTitle'), hint: t('setRateHint'), coin: t('coin'), currency: t('currency'), rate: t('rate'), hours: t('hours'), hoursHint: t('hoursHint'), done: t('rateSet'),
  }
  return (
    <ListPage>
      <PageHeader title={t('title')} lead={t('lead')} />
      <CoinTabs current="chains" />
      {chains.length === 0 ? <EmptyState title={t('noChains')} hint={t('noChainsHint')} /> : <div className="grid items-start gap-5 lg:grid-cols-2">{chains.map((chain) => <ChainCard key={chain.network} chain={chain} />)}</div>}
      {chains.length === 0 ? null : (
        <section className="grid gap-3">
          <div className="flex flex-wrap items-center justify-between gap-3">
            <h2 className="text-h2 font-semibold">{t('rates')}</h2>
            {can(ctx.actor, 'admin.setStaticRate') && assets.length > 0 ? <StaticRateDialog assets={assets} currencies={currencies} texts={texts} /> : null}
          </div>
          <RatesTable rates={rates} now={ctx.clock.now()} />
        </section>
      )}
    </ListPage>
  )
}
