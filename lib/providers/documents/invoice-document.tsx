import { Document, Page, Text, View, type DocumentProps } from '@react-pdf/renderer'
import type { ReactElement } from 'react'
import type { InvoiceDetailView } from '@/lib/domain/billing/view'
import { formatDate } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { messagesFor } from '@/lib/i18n/translator'
import { Fact, figure, Foot, Heading, headOf, ltr, money, ownOf, Parties, percent, rowOf, startOf, styles, Sums, type Side, type SumRow } from './paper'

type Props = { invoice: InvoiceDetailView; locale: Locale }

type LineProps = { invoice: InvoiceDetailView; side: Side }

const widths = { description: '40%', period: '24%', quantity: '8%', unit: '10%', tax: '7%', amount: '11%' } as const

/** The invoice on A4, in one language. The paper of the portal's invoice page. */
export function InvoiceDocument({ invoice, locale }: Props): ReactElement<DocumentProps> {
  const side: Side = { isRtl: locale === 'ar', t: messagesFor(locale), locale }
  const { t } = side
  const number = invoice.number ?? invoice.id
  return (
    <Document title={`${t('invoice.title')} ${number}`} language={locale} creator="Matrix Platform" producer="Matrix Platform">
      <Page size="A4" style={styles.page}>
        <View style={styles.body}>
          <Heading side={side} sellerName={invoice.seller.name} isTest={invoice.mode === 'test'} title={invoice.taxMinor > 0n ? t('invoice.taxTitle') : t('invoice.title')}>
            <Facts invoice={invoice} side={side} number={number} />
          </Heading>
          <Parties side={side} seller={invoice.seller} buyer={invoice.buyer} />
          <Lines invoice={invoice} side={side} />
          <Totals invoice={invoice} side={side} />
          <Notes invoice={invoice} side={side} number={number} />
        </View>
        <Foot side={side} number={number} />
      </Page>
    </Document>
  )
}

function Facts({ invoice, side, number }: LineProps & { number: string }) {
  const { t, locale } = side
  const date = (at: Date | null): string => (at ? formatDate(at, locale, invoice.timeZone) : '—')
  return (
    <>
      <Fact side={side} label={t('invoice.number')} value={number} />
      <Fact side={side} label={t('invoice.issuedAt')} value={date(invoice.issuedAt)} isPhrase />
      <Fact side={side} label={t('invoice.dueAt')} value={date(invoice.dueAt)} isPhrase />
    </>
  )
}

function Lines({ invoice, side }: { invoice: InvoiceDetailView; side: Side }) {
  const { t, locale } = side
  const day = (at: Date): string => formatDate(at, locale, invoice.timeZone)
  return (
    <View>
      <View fixed style={[rowOf(side), styles.head]}>
        <Text style={[styles.label, { width: widths.description }, startOf(side)]}>{t('invoice.description')}</Text>
        <Text style={[styles.label, { width: widths.period }, startOf(side)]}>{t('invoice.period')}</Text>
        <Text style={[styles.label, { width: widths.quantity }, headOf(side)]}>{t('invoice.quantity')}</Text>
        <Text style={[styles.label, { width: widths.unit }, headOf(side)]}>{t('invoice.unit')}</Text>
        <Text style={[styles.label, { width: widths.tax }, headOf(side)]}>{t('invoice.taxShort')}</Text>
        <Text style={[styles.label, { width: widths.amount }, headOf(side)]}>{t('invoice.amount')}</Text>
      </View>
      {invoice.lines.map((line, index) => (
        <View key={index} wrap={false} style={[rowOf(side), styles.line]}>
          <Text style={[{ width: widths.description }, startOf(side)]}>{line.description[locale]}</Text>
          <View style={{ width: widths.period }}>
            {line.periodStart && line.periodEnd ? (
              <>
                <Text style={startOf(side)}>{t('invoice.fromDay', { day: day(line.periodStart) })}</Text>
                <Text style={startOf(side)}>{t('invoice.toDay', { day: day(new Date(line.periodEnd.getTime() - 1)) })}</Text>
              </>
            ) : null}
          </View>
          <Text style={[{ width: widths.quantity }, figure]}>{line.quantity}</Text>
          <Text style={[{ width: widths.unit }, figure]}>{money(line.unitMinor, invoice.currency)}</Text>
          <Text style={[{ width: widths.tax }, figure]}>{percent(line.taxPpm)}</Text>
          <Text style={[{ width: widths.amount }, figure]}>{money(line.amountMinor, invoice.currency)}</Text>
        </View>
      ))}
    </View>
  )
}

function Totals({ invoice, side }: LineProps) {
  const { t, isRtl, locale } = side
  const some = (label: string, minor: bigint): SumRow[] => (minor === 0n ? [] : [{ label, minor }])
  const rows: SumRow[] = [
    ...some(t('invoice.discount'), -invoice.discountMinor),
    { label: t('invoice.subtotal'), minor: invoice.subtotalMinor },
    ...invoice.tax.map((tax) => ({ label: `${tax.name[locale]} ${isRtl ? ltr(percent(tax.ratePpm)) : percent(tax.ratePpm)}`, minor: tax.amountMinor })),
    { label: t('invoice.total'), minor: invoice.totalMinor, isStrong: true },
    { label: t('invoice.paid'), minor: -invoice.paidMinor },
    ...some(t('invoice.credited'), -invoice.creditAppliedMinor),
    ...some(t('invoice.writtenOff'), -invoice.writtenOffMinor),
    { label: t('invoice.balance'), minor: invoice.balanceMinor, isStrong: true },
  ]
  return <Sums side={side} rows={rows} currency={invoice.currency} />
}

function Notes({ invoice, side, number }: { invoice: InvoiceDetailView; side: Side; number: string }) {
  const { t, isRtl, locale } = side
  const say = invoice.documentStatus === 'draft' ? t('invoice.draft')
    : invoice.documentStatus === 'void' ? t('invoice.noteVoid')
    : invoice.paidAt ? t('invoice.notePaid', { date: formatDate(invoice.paidAt, locale, invoice.timeZone) })
    : invoice.balanceMinor === 0n ? t('invoice.noteSettled')
    : t('invoice.noteOpen', { number: isRtl ? ltr(number) : number })
  return (
    <View wrap={false} style={{ marginTop: 22 }}>
      {invoice.memo ? <Text style={[{ marginBottom: 6 }, ownOf(side, invoice.memo)]}>{invoice.memo}</Text> : null}
      <Text style={[styles.strong, startOf(side)]}>{say}</Text>
      <Text style={[styles.quiet, startOf(side)]}>{invoice.tax.some((tax) => tax.isInclusive) ? t('invoice.noteInclusive') : t('invoice.noteLegal')}</Text>
    </View>
  )
}
