import { Document, Page, Text, View, type DocumentProps } from '@react-pdf/renderer'
import type { ReactElement } from 'react'
import type { InvoiceDetailView, PaymentView } from '@/lib/domain/billing/view'
import { formatDate } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { messagesFor } from '@/lib/i18n/translator'
import { Fact, Foot, Heading, Parties, startOf, styles, Sums, type Side } from './paper'

type Props = { payment: PaymentView; invoice: InvoiceDetailView; locale: Locale }

/** The receipt of one payment on A4, in one language. */
export function ReceiptDocument({ payment, invoice, locale }: Props): ReactElement<DocumentProps> {
  const side: Side = { isRtl: locale === 'ar', t: messagesFor(locale), locale }
  const { t } = side
  const number = invoice.number ?? invoice.id
  return (
    <Document title={`${t('receipt.title')} ${number}`} language={locale} creator="Matrix Platform" producer="Matrix Platform">
      <Page size="A4" style={styles.page}>
        <View style={styles.body}>
          <Heading side={side} sellerName={invoice.seller.name} isTest={payment.mode === 'test'} title={t('receipt.title')}>
            <Fact side={side} label={t('receipt.paidAt')} value={formatDate(payment.settledAt ?? payment.updatedAt, locale, invoice.timeZone)} isPhrase />
            <Fact side={side} label={t('creditNote.ofInvoice')} value={number} />
            <Fact side={side} label={t('receipt.by')} value={t(`checkout.provider.${payment.provider}`)} isPhrase />
          </Heading>
          <Parties side={side} seller={invoice.seller} buyer={invoice.buyer} />
          <Sums side={side} currency={payment.currency} rows={[
            { label: t('receipt.invoiceTotal'), minor: invoice.totalMinor },
            { label: t('receipt.amount'), minor: payment.amountMinor, isStrong: true },
            { label: t('invoice.balance'), minor: invoice.balanceMinor },
          ]} />
          <View wrap={false} style={{ marginTop: 22 }}>
            <Text style={[styles.strong, startOf(side)]}>{t('receipt.thanks')}</Text>
            <Text style={[styles.quiet, { textAlign: side.isRtl ? 'right' : 'left' }]}>{payment.id}</Text>
          </View>
        </View>
        <Foot side={side} number={number} />
      </Page>
    </Document>
  )
}
