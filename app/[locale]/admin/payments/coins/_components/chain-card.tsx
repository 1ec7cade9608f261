import { getTranslations } from 'next-intl/server'
import { NetworkName } from '@/components/billing/network-name'
import { CopyButton } from '@/components/data/copy-button'
import { NoValue } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { ToneBadge } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { CoinChainView } from '@/lib/domain/admin/coins/view'
import { formatNumber } from '@/lib/i18n/format'
import { Code } from '../../../_components/list-page'

/** One chain: is it read, is the key the right one, and what has come in. */
export async function ChainCard({ chain }: { chain: CoinChainView }) {
  const t = await getTranslations('admin.coins')
  const { network, health, firstAddress, tipHeight, followedHeight, balances, addresses } = chain
  const height = (value: number | null) => (value === null ? <NoValue /> : <bdi dir="ltr">{formatNumber(value)}</bdi>)
  return (
    <Card>
      <CardHeader title={<span className="inline-flex flex-wrap items-center gap-3"><NetworkName network={network} /><ToneBadge tone={health.ok ? 'success' : 'danger'}>{t(health.ok ? 'up' : 'down')}</ToneBadge></span>} hint={<Code>{network}</Code>} />
      <CardBody className="grid gap-4">
        {health.ok ? null : <Notice look="danger" title={t('downTitle')}>{health.reason ? <Code>{health.reason}</Code> : null}</Notice>}
        <KeyValueList items={[
          { label: t('firstAddress'), value: <span className="grid justify-items-start gap-1"><span className="inline-flex flex-wrap items-center gap-2"><Code>{firstAddress}</Code><CopyButton value={firstAddress} label={t('copyAddress')} isIcon /></span><span className="text-caption text-text-3">{t('firstAddressHint')}</span></span> },
          { label: t('tip'), value: height(tipHeight) },
          { label: t('followed'), value: height(followedHeight) },
          { label: t('issued'), value: <bdi dir="ltr">{formatNumber(addresses)}</bdi> },
          ...balances.map(({ asset, amountText, unconfirmedText }) => ({
            label: t('receivedOf', { asset }),
            value: <span className="grid"><bdi dir="ltr" className="font-medium">{amountText} {asset}</bdi>{/^0(\.0+)?$/.test(unconfirmedText) ? null : <span className="text-caption text-text-3">{t('unconfirmed')} <bdi dir="ltr">{unconfirmedText} {asset}</bdi></span>}</span>,
          })),
        ]} />
      </CardBody>
    </Card>
  )
}
