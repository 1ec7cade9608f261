import { Document, Page, Text, View, type DocumentProps } from '@react-pdf/renderer'
import type { ReactElement } from 'react'
import type { CreditNoteView } from '@/lib/domain/billing/view'
import { formatDate } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { messagesFor } from '@/lib/i18n/translator'
import { Fact, figure, Foot, Heading, headOf, ltr, money, ownOf, Parties, percent, rowOf, startOf, styles, Sums, type Side, type SumRow } from './paper'

type Props = { note: CreditNoteView; locale: Locale }

const widths = { description: '66%', tax: '14%', amount: '20%' } as const

/** A credit note on A4, in one language, in the look of the invoice it is about. */
export function CreditNoteDocument({ note, locale }: Props): ReactElement<DocumentProps> {
  const side: Side = { isRtl: locale === 'ar', t: messagesFor(locale), locale }
  const { t } = side
  return (
    <Document title={`${t('creditNote.title')} ${note.number}`} language={locale} creator="Matrix Platform" producer="Matrix Platform">
      <Page size="A4" style={styles.page}>
        <View style={styles.body}>
          <Heading side={side} sellerName={note.seller.name} isTest={note.mode === 'test'} title={t('creditNote.title')}>
            <Fact side={side} label={t('invoice.number')} value={note.number} />
            <Fact side={side} label={t('invoice.issuedAt')} value={formatDate(note.issuedAt, locale, note.timeZone)} isPhrase />
            <Fact side={side} label={t('creditNote.ofInvoice')} value={note.invoiceNumber ?? note.invoiceId} />
          </Heading>
          <Parties side={side} seller={note.seller} buyer={note.buyer} />
          <Lines note={note} side={side} />
          <Sums side={side} rows={sumsOf(note, side)} currency={note.currency} />
          <View wrap={false} style={{ marginTop: 22 }}>
            <Text style={[styles.strong, startOf(side)]}>{t(`creditNote.reason.${note.reason}`)}</Text>
            {note.memo ? <Text style={ownOf(side, note.memo)}>{note.memo}</Text> : null}
            <Text style={[styles.quiet, startOf(side)]}>{t('creditNote.legal')}</Text>
          </View>
        </View>
        <Foot side={side} number={note.number} />
      </Page>
    </Document>
  )
}

function Lines({ note, side }: { note: CreditNoteView; side: Side }) {
  const { t, locale } = side
  return (
    <View>
      <View fixed style={[rowOf(side), styles.head]}>
        <Text style={[styles.label, { width: widths.description }, startOf(side)]}>{t('invoice.description')}</Text>
        <Text style={[styles.label, { width: widths.tax }, headOf(side)]}>{t('invoice.taxShort')}</Text>
        <Text style={[styles.label, { width: widths.amount }, headOf(side)]}>{t('creditNote.credited')}</Text>
      </View>
      {note.lines.map((line, index) => (
        <View key={index} wrap={false} style={[rowOf(side), styles.line]}>
          <Text style={[{ width: widths.description }, startOf(side)]}>{line.description[locale]}</Text>
          <Text style={[{ width: widths.tax }, figure]}>{percent(line.taxPpm)}</Text>
          <Text style={[{ width: widths.amount }, figure]}>{money(line.amountMinor, note.currency)}</Text>
        </View>
      ))}
    </View>
  )
}

function sumsOf(note: CreditNoteView, { t, locale, isRtl }: Side): SumRow[] {
  const [tax] = note.taxNames
  const rate = tax ? percent(tax.ratePpm) : ''
  const some = (label: string, minor: bigint): SumRow[] => (minor === 0n ? [] : [{ label, minor }])
  return [
    { label: t('invoice.subtotal'), minor: note.subtotalMinor },
    ...(tax ? [{ label: `${tax.name[locale]} ${isRtl ? ltr(rate) : rate}`, minor: note.taxMinor }] : []),
    { label: t('creditNote.total'), minor: note.totalMinor, isStrong: true },
    ...some(t('creditNote.applied'), note.appliedMinor),
    ...some(t('creditNote.wallet'), note.walletMinor),
    ...some(t('creditNote.refund'), note.refundMinor),
  ]
}
