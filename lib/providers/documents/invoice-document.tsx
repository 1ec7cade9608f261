import { Document, Page, StyleSheet, Text, View, type DocumentProps } from '@react-pdf/renderer'
import type { ReactElement } from 'react'
import type { InvoiceDetailView, PartyView } from '@/lib/domain/billing/view'
import { formatDate } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { messagesFor, type Translate } from '@/lib/i18n/translator'
import { formatMoney } from '@/lib/kernel/money'
import { pdfFont } from './pdf-fonts'

type Props = { invoice: InvoiceDetailView; locale: Locale }
type Side = { isRtl: boolean; t: Translate; locale: Locale }

const mm = (count: number): number => count * 2.8346
const ink = '#171b21'
const quiet = '#494d55'
const rule = '#3b59c7'
const hairline = '#d5d3cf'

const styles = StyleSheet.create({
  page: { fontFamily: pdfFont, fontSize: 9.5, color: ink, paddingVertical: mm(18), paddingHorizontal: mm(18), paddingBottom: mm(24) },
  // Not on the page: text that is made while paging (the foot) comes out empty under an inherited line height.
  body: { fontSize: 9.5, lineHeight: 1.5 },
  title: { fontSize: 18, fontWeight: 600, lineHeight: 1.4 },
  strong: { fontWeight: 600 },
  quiet: { color: quiet },
  label: { color: quiet, fontSize: 8.5 },
  testBox: { borderWidth: 1, borderColor: ink, paddingHorizontal: 8, paddingVertical: 4, marginTop: 10 },
  lapis: { borderBottomWidth: 1.5, borderBottomColor: rule, marginTop: 12, marginBottom: 14 },
  head: { borderBottomWidth: 1, borderBottomColor: ink, paddingBottom: 4 },
  line: { borderBottomWidth: 0.5, borderBottomColor: hairline, paddingVertical: 6 },
  foot: { position: 'absolute', bottom: mm(10), left: mm(18), right: mm(18), color: quiet, fontSize: 8 },
})

/** What runs left to right inside Arabic (numbers, dates, ids, mail addresses) between two marks: without them its parts change places. */
const ltr = (text: string): string => `\u200E${text}\u200E`

/** Columns run from the reader's side: this layout has no mirroring of its own. */
const rowOf = ({ isRtl }: Side) => ({ flexDirection: isRtl ? 'row-reverse' : 'row' } as const)
const startOf = ({ isRtl }: Side) => ({ textAlign: isRtl ? 'right' : 'left', direction: isRtl ? 'rtl' : 'ltr' } as const)
const endOf = ({ isRtl }: Side) => ({ textAlign: isRtl ? 'left' : 'right', direction: isRtl ? 'rtl' : 'ltr' } as const)
/** The head of a column of figures stands over them. */
const headOf = ({ isRtl }: Side) => ({ textAlign: 'right', direction: isRtl ? 'rtl' : 'ltr' } as const)
/** Amounts end at the right of their column in both languages, so that digits stand under digits. */
const figure = { textAlign: 'right', direction: 'ltr' } as const
/** Names and addresses read in their own direction, whatever the page's is; they begin where the page begins. */
const ownOf = ({ isRtl }: Side, text: string) => ({ textAlign: isRtl ? 'right' : 'left', direction: /\p{Script=Arabic}/u.test(text) ? 'rtl' : 'ltr' } as const)

const widths = { description: '40%', period: '24%', quantity: '8%', unit: '10%', tax: '7%', amount: '11%' } as const

const money = (minor: bigint, currency: string): string => formatMoney({ minor, currency }).replace('\u2212', '-')
const percent = (ppm: number): string => `${ppm / 10_000}%`

/** The invoice on A4, in one language. The paper of the portal's invoice page. */
export function InvoiceDocument({ invoice, locale }: Props): ReactElement<DocumentProps> {
  const side: Side = { isRtl: locale === 'ar', t: messagesFor(locale), locale }
  const { t } = side
  const number = invoice.number ?? invoice.id
  return (
    <Document title={`${t('invoice.title')} ${number}`} language={locale} creator="Matrix Platform" producer="Matrix Platform">
      <Page size="A4" style={styles.page}>
        <View style={styles.body}>
          <Heading invoice={invoice} side={side} number={number} />
          <View style={styles.lapis} />
          <View style={[rowOf(side), { marginBottom: 18 }]}>
            <Party side={side} label={t('invoice.seller')} party={invoice.seller} />
            <Party side={side} label={t('invoice.buyer')} party={invoice.buyer} />
          </View>
          <Lines invoice={invoice} side={side} />
          <Totals invoice={invoice} side={side} />
          <Notes invoice={invoice} side={side} number={number} />
        </View>
        <View fixed style={styles.foot}>
          <Text
            style={{ textAlign: 'center', direction: side.isRtl ? 'rtl' : 'ltr' }}
            render={({ pageNumber, totalPages }) => t('invoice.pageOf', { number: side.isRtl ? ltr(number) : number, page: pageNumber, total: totalPages ?? pageNumber })}
          />
        </View>
      </Page>
    </Document>
  )
}

function Heading({ invoice, side, number }: { invoice: InvoiceDetailView; side: Side; number: string }) {
  const { t, locale } = side
  const date = (at: Date | null): string => (at ? formatDate(at, locale, invoice.timeZone) : '—')
  return (
    <View>
      <View style={[rowOf(side), { justifyContent: 'space-between', alignItems: 'flex-start' }]}>
        <View style={{ width: '50%' }}>
          <Text style={[styles.strong, { fontSize: 12 }, ownOf(side, invoice.seller.name)]}>{invoice.seller.name}</Text>
        </View>
        <View style={{ width: '46%' }}>
          <Text style={[styles.title, endOf(side)]}>{invoice.taxMinor > 0n ? t('invoice.taxTitle') : t('invoice.title')}</Text>
          <Fact side={side} label={t('invoice.number')} value={number} />
          <Fact side={side} label={t('invoice.issuedAt')} value={date(invoice.issuedAt)} isPhrase />
          <Fact side={side} label={t('invoice.dueAt')} value={date(invoice.dueAt)} isPhrase />
        </View>
      </View>
      {invoice.mode === 'test' ? <View style={styles.testBox}><Text style={[styles.strong, startOf(side)]}>{t('invoice.test')}</Text></View> : null}
    </View>
  )
}

/** A label and its value at the end side. A phrase reads in the page's direction, anything else left to right. */
function Fact({ side, label, value, isPhrase = false }: { side: Side; label: string; value: string; isPhrase?: boolean }) {
  return (
    <View style={[rowOf(side), { justifyContent: 'flex-end' }]}>
      <Text style={[styles.quiet, startOf(side)]}>{label}</Text>
      <Text style={[{ width: 110 }, isPhrase ? endOf(side) : { textAlign: side.isRtl ? 'left' : 'right' }]}>{value}</Text>
    </View>
  )
}

function Party({ side, label, party }: { side: Side; label: string; party: PartyView }) {
  const { t, locale } = side
  const country = party.country ? new Intl.DisplayNames([locale], { type: 'region' }).of(party.country) : null
  const taxId = party.taxId ? `${t('invoice.taxId')}: ${side.isRtl ? ltr(party.taxId) : party.taxId}` : null
  const lines = [...party.address, country, taxId].filter((line) => typeof line === 'string')
  return (
    <View style={{ width: '50%' }}>
      <Text style={[styles.label, startOf(side)]}>{label}</Text>
      <Text style={[styles.strong, ownOf(side, party.name)]}>{party.name}</Text>
      {lines.map((line, index) => <Text key={index} style={ownOf(side, line)}>{line}</Text>)}
      {party.email ? <Text style={{ textAlign: side.isRtl ? 'right' : 'left' }}>{party.email}</Text> : null}
    </View>
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

function Totals({ invoice, side }: { invoice: InvoiceDetailView; side: Side }) {
  const { t, isRtl, locale } = side
  const rows: { label: string; minor: bigint; isStrong?: boolean }[] = [
    { label: t('invoice.subtotal'), minor: invoice.subtotalMinor },
    ...invoice.tax.map((tax) => ({ label: `${tax.name[locale]} ${isRtl ? ltr(percent(tax.ratePpm)) : percent(tax.ratePpm)}`, minor: tax.amountMinor })),
    { label: t('invoice.total'), minor: invoice.totalMinor, isStrong: true },
    { label: t('invoice.paid'), minor: -invoice.paidMinor },
    { label: t('invoice.balance'), minor: invoice.balanceMinor, isStrong: true },
  ]
  return (
    <View wrap={false} style={{ width: '45%', alignSelf: isRtl ? 'flex-start' : 'flex-end', marginTop: 12 }}>
      {rows.map((row, index) => (
        <View key={index} style={[rowOf(side), { justifyContent: 'space-between', paddingVertical: 2.5 }, row.isStrong ? { borderTopWidth: 1, borderTopColor: ink } : {}]}>
          <Text style={[startOf(side), row.isStrong ? styles.strong : styles.quiet]}>{row.label}</Text>
          <Text style={[{ width: 54 }, figure, row.isStrong ? styles.strong : {}]}>{money(row.minor, invoice.currency)}</Text>
        </View>
      ))}
    </View>
  )
}

function Notes({ invoice, side, number }: { invoice: InvoiceDetailView; side: Side; number: string }) {
  const { t, isRtl, locale } = side
  const say = invoice.documentStatus === 'void' ? t('invoice.noteVoid')
    : invoice.paidAt ? t('invoice.notePaid', { date: formatDate(invoice.paidAt, locale, invoice.timeZone) })
    : t('invoice.noteOpen', { number: isRtl ? ltr(number) : number })
  return (
    <View wrap={false} style={{ marginTop: 22 }}>
      <Text style={[styles.strong, startOf(side)]}>{say}</Text>
      <Text style={[styles.quiet, startOf(side)]}>{invoice.tax.some((tax) => tax.isInclusive) ? t('invoice.noteInclusive') : t('invoice.noteLegal')}</Text>
    </View>
  )
}
