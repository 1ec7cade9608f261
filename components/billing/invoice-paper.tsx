import { useTranslations } from 'next-intl'
import { rateText } from './priced-lines'
import { SumList, someRow, type SumRow } from './sum-list'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Notice } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import type { InvoiceDetailView, PartyView } from '@/lib/domain/billing/view'
import { formatDate, formatDateTime } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'

type Props = { invoice: InvoiceDetailView; locale: Locale }

/** The document itself, as it stands in the PDF. */
export function InvoicePaper({ invoice, locale }: Props) {
  const t = useTranslations('invoice')
  const { timeZone } = invoice
  return (
    <Card className="grid gap-6 p-5 sm:p-8">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="text-h2 font-semibold"><bdi>{invoice.seller.name}</bdi></p>
        <dl className="grid gap-0.5">
          <Fact label={t('number')} value={<bdi dir="ltr">{invoice.number ?? invoice.id}</bdi>} />
          <Fact label={t('issuedAt')} value={<DateTime at={invoice.issuedAt} timeZone={timeZone} show="date" />} />
          <Fact label={t('dueAt')} value={<DateTime at={invoice.dueAt} timeZone={timeZone} show="date" />} />
        </dl>
      </div>
      {invoice.documentStatus === 'draft' ? <Notice look="info" title={t('draft')}>{invoice.draftUntil ? t('draftUntil', { at: formatDateTime(invoice.draftUntil, locale, timeZone) }) : null}</Notice> : null}
      {invoice.mode === 'test' ? <Notice look="warning">{t('test')}</Notice> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Party label={t('seller')} party={invoice.seller} locale={locale} />
        <Party label={t('buyer')} party={invoice.buyer} locale={locale} />
      </div>
      <Lines invoice={invoice} locale={locale} />
      <Totals invoice={invoice} locale={locale} />
      {invoice.memo ? <p className="text-text-2"><bdi>{invoice.memo}</bdi></p> : null}
    </Card>
  )
}

/** A label and its value on one line of the head. */
export function Fact({ label, value }: { label: string; value: React.ReactNode }) {
  return <div className="flex justify-between gap-6"><dt className="text-text-2">{label}</dt><dd className="font-medium">{value}</dd></div>
}

/** Seller or buyer as the document names them. */
export function Party({ label, party, locale }: { label: string; party: PartyView; locale: Locale }) {
  const t = useTranslations('invoice')
  const country = party.country ? new Intl.DisplayNames([locale], { type: 'region' }).of(party.country) : null
  return (
    <div className="min-w-0 wrap-anywhere">
      <p className="text-caption text-text-3">{label}</p>
      <p className="font-semibold"><bdi>{party.name}</bdi></p>
      {party.address.map((line) => <p key={line}><bdi>{line}</bdi></p>)}
      {country ? <p>{country}</p> : null}
      {party.taxId ? <p>{t('taxId')}: <bdi dir="ltr">{party.taxId}</bdi></p> : null}
      {party.email ? <p><bdi dir="ltr">{party.email}</bdi></p> : null}
    </div>
  )
}

/** On a phone these stand in one line under the description, so that the amount needs no scrolling. */
const wide = 'max-sm:hidden'

function Lines({ invoice, locale }: Props) {
  const t = useTranslations('invoice')
  const day = (at: Date): string => formatDate(at, locale, invoice.timeZone)
  return (
    <div tabIndex={0} role="region" aria-label={t('description')} className="-mx-4 overflow-x-auto">
      <Table>
        <thead>
          <tr><Th>{t('description')}</Th><Th align="end" className={wide}>{t('quantity')}</Th><Th align="end" className={wide}>{t('unit')}</Th><Th align="end" className={wide}>{t('taxShort')}</Th><Th align="end">{t('amount')}</Th></tr>
        </thead>
        <tbody className="divide-y">
          {invoice.lines.map((line, index) => (
            <tr key={index}>
              <Td className="min-w-40">
                <span className="block font-medium">{line.description[locale]}</span>
                {line.periodStart && line.periodEnd ? <span className="block text-text-2">{t('fromDay', { day: day(line.periodStart) })} {t('toDay', { day: day(new Date(line.periodEnd.getTime() - 1)) })}</span> : null}
                <bdi dir="ltr" className="block text-start text-text-2 sm:hidden rtl:text-end">{line.quantity} × <Money minor={line.unitMinor} currency={invoice.currency} /> · {rateText(line.taxPpm)}</bdi>
              </Td>
              <Td align="end" className={wide}>{line.quantity}</Td>
              <Td align="end" className={wide}><Money minor={line.unitMinor} currency={invoice.currency} /></Td>
              <Td align="end" className={wide}><bdi dir="ltr">{rateText(line.taxPpm)}</bdi></Td>
              <Td align="end"><Money minor={line.amountMinor} currency={invoice.currency} /></Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function Totals({ invoice, locale }: Props) {
  const t = useTranslations('invoice')
  const rows: SumRow[] = [
    ...someRow(t('discount'), -invoice.discountMinor),
    { label: t('subtotal'), minor: invoice.subtotalMinor },
    ...invoice.tax.map((tax) => ({ label: <>{tax.name[locale]} <bdi dir="ltr">{rateText(tax.ratePpm)}</bdi></>, minor: tax.amountMinor })),
    { label: t('total'), minor: invoice.totalMinor, isStrong: true },
    { label: t('paid'), minor: -invoice.paidMinor },
    ...someRow(t('credited'), -invoice.creditAppliedMinor),
    ...someRow(t('writtenOff'), -invoice.writtenOffMinor),
    { label: t('balance'), minor: invoice.balanceMinor, isStrong: true },
  ]
  return <SumList rows={rows} currency={invoice.currency} className="ms-auto w-full max-w-80" />
}
