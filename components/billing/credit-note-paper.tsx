import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Notice } from '@/components/ui/banner'
import { Card } from '@/components/ui/card'
import { Table, Td, Th } from '@/components/ui/table'
import type { CreditNoteView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import { Fact, Party } from './invoice-paper'
import { rateText } from './priced-lines'
import { SumList, someRow, type SumRow } from './sum-list'

/** The credit note itself, as it stands in the PDF. */
export function CreditNotePaper({ note, locale }: { note: CreditNoteView; locale: Locale }) {
  const [t, doc] = [useTranslations('creditNote'), useTranslations('invoice')]
  return (
    <Card className="grid gap-6 p-5 sm:p-8">
      <div className="flex flex-wrap items-start justify-between gap-4">
        <p className="text-h2 font-semibold"><bdi>{note.seller.name}</bdi></p>
        <dl className="grid gap-0.5">
          <Fact label={doc('number')} value={<bdi dir="ltr">{note.number}</bdi>} />
          <Fact label={doc('issuedAt')} value={<DateTime at={note.issuedAt} timeZone={note.timeZone} show="date" />} />
          <Fact label={t('ofInvoice')} value={<bdi dir="ltr">{note.invoiceNumber ?? note.invoiceId}</bdi>} />
        </dl>
      </div>
      {note.mode === 'test' ? <Notice look="warning">{doc('test')}</Notice> : null}
      <div className="grid gap-4 sm:grid-cols-2">
        <Party label={doc('seller')} party={note.seller} locale={locale} />
        <Party label={doc('buyer')} party={note.buyer} locale={locale} />
      </div>
      <div tabIndex={0} role="region" aria-label={doc('description')} className="-mx-4 overflow-x-auto">
        <Table>
          <thead><tr><Th>{doc('description')}</Th><Th align="end">{doc('taxShort')}</Th><Th align="end">{t('credited')}</Th></tr></thead>
          <tbody className="divide-y">
            {note.lines.map((line, index) => (
              <tr key={index}>
                <Td className="min-w-32">{line.description[locale]}</Td>
                <Td align="end"><bdi dir="ltr">{rateText(line.taxPpm)}</bdi></Td>
                <Td align="end"><Money minor={line.amountMinor} currency={note.currency} /></Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
      <Sums note={note} locale={locale} />
      <div>
        <p className="font-medium">{t(`reason.${note.reason}`)}</p>
        {note.memo ? <p><bdi>{note.memo}</bdi></p> : null}
        <p className="text-text-2">{t('legal')}</p>
      </div>
    </Card>
  )
}

function Sums({ note, locale }: { note: CreditNoteView; locale: Locale }) {
  const [t, doc] = [useTranslations('creditNote'), useTranslations('invoice')]
  const [tax] = note.taxNames
  const rows: SumRow[] = [
    { label: doc('subtotal'), minor: note.subtotalMinor },
    ...(tax ? [{ label: <>{tax.name[locale]} <bdi dir="ltr">{rateText(tax.ratePpm)}</bdi></>, minor: note.taxMinor }] : []),
    { label: t('total'), minor: note.totalMinor, isStrong: true },
    ...someRow(t('applied'), note.appliedMinor), ...someRow(t('wallet'), note.walletMinor), ...someRow(t('refund'), note.refundMinor),
  ]
  return <SumList rows={rows} currency={note.currency} className="ms-auto w-full max-w-80" />
}
