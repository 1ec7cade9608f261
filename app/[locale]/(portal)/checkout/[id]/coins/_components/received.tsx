import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Status } from '@/components/data/status'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { CoinPaymentView, CoinReceiptView } from '@/lib/domain/billing/coins/view'

/** Every arrival the chain has shown, with how far it is. */
export async function Received({ payment, timeZone }: { payment: CoinPaymentView; timeZone: string }) {
  const t = await getTranslations('coins')
  if (payment.received.length === 0) return null
  return (
    <Card>
      <CardHeader title={t('received')} />
      <CardBody>
        <ul className="grid gap-4">
          {payment.received.map((one) => (
            <li key={one.id} className="grid gap-1">
              <p className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
                <span className="inline-flex flex-wrap items-baseline gap-2">
                  <bdi dir="ltr" className="font-medium">{one.amountText} {one.asset}</bdi>
                  {one.valueMinor === null ? null : <span className="text-text-2">≈ <Money minor={one.valueMinor} currency={payment.currency} /></span>}
                </span>
                <Status domain="coin" state={one.status === 'seen' && one.confirmations > 0 ? 'confirming' : one.status} />
              </p>
              <p className="text-text-2">{progressOf(one, t)}</p>
              <p className="flex flex-wrap items-center gap-x-3 text-caption text-text-3"><DateTime at={one.seenAt} timeZone={timeZone} />{one.txHash ? <CopyId id={one.txHash} label={t('copyTx')} /> : null}</p>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}

function progressOf(one: CoinReceiptView, t: Awaited<ReturnType<typeof getTranslations<'coins'>>>): string {
  if (one.status === 'gone') return t('progress.gone')
  const late = one.isLate ? ` ${t('progress.late')}` : ''
  if (one.status === 'booked') return t('progress.booked') + late
  return (one.needed === null ? t('progress.final', { have: one.confirmations }) : t('progress.confirmations', { have: Math.min(one.confirmations, one.needed), needed: one.needed })) + late
}
