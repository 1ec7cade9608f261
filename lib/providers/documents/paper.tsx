import { StyleSheet, Text, View } from '@react-pdf/renderer'
import type { ReactElement, ReactNode } from 'react'
import type { PartyView } from '@/lib/domain/billing/view'
import type { Locale } from '@/lib/i18n/locale'
import type { Translate } from '@/lib/i18n/translator'
import { formatMoney } from '@/lib/kernel/money'
import { pdfFont } from './pdf-fonts'

/** In which language and direction a document is written. */
export type Side = { isRtl: boolean; t: Translate; locale: Locale }

const mm = (count: number): number => count * 2.8346
export const ink = '#171b21'
const quiet = '#494d55'
const rule = '#3b59c7'
const hairline = '#d5d3cf'

export const styles = StyleSheet.create({
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
export const ltr = (text: string): string => `\u200E${text}\u200E`

/** Columns run from the reader's side: this layout has no mirroring of its own. */
export const rowOf = ({ isRtl }: Side) => ({ flexDirection: isRtl ? 'row-reverse' : 'row' } as const)
export const startOf = ({ isRtl }: Side) => ({ textAlign: isRtl ? 'right' : 'left', direction: isRtl ? 'rtl' : 'ltr' } as const)
export const endOf = ({ isRtl }: Side) => ({ textAlign: isRtl ? 'left' : 'right', direction: isRtl ? 'rtl' : 'ltr' } as const)
/** The head of a column of figures stands over them. */
export const headOf = ({ isRtl }: Side) => ({ textAlign: 'right', direction: isRtl ? 'rtl' : 'ltr' } as const)
/** Amounts end at the right of their column in both languages, so that digits stand under digits. */
export const figure = { textAlign: 'right', direction: 'ltr' } as const
/** Names and addresses read in their own direction, whatever the page's is; they begin where the page begins. */
export const ownOf = ({ isRtl }: Side, text: string) => ({ textAlign: isRtl ? 'right' : 'left', direction: /\p{Script=Arabic}/u.test(text) ? 'rtl' : 'ltr' } as const)

export const money = (minor: bigint, currency: string): string => formatMoney({ minor, currency }).replace('\u2212', '-')
export const percent = (ppm: number): string => `${ppm / 10_000}%`

/** A label and its value at the end side. A phrase reads in the page's direction, anything else left to right. */
export function Fact({ side, label, value, isPhrase = false }: { side: Side; label: string; value: string; isPhrase?: boolean }) {
  return (
    <View style={[rowOf(side), { justifyContent: 'flex-end' }]}>
      <Text style={[styles.quiet, startOf(side)]}>{label}</Text>
      <Text style={[{ width: 110 }, isPhrase ? endOf(side) : { textAlign: side.isRtl ? 'left' : 'right' }]}>{value}</Text>
    </View>
  )
}

export function Party({ side, label, party }: { side: Side; label: string; party: PartyView }) {
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


/** Who issued it, what it is, and its facts. */
export function Heading({ side, sellerName, title, isTest, children }: { side: Side; sellerName: string; title: string; isTest: boolean; children: ReactNode }): ReactElement {
  return (
    <View>
      <View style={[rowOf(side), { justifyContent: 'space-between', alignItems: 'flex-start' }]}>
        <View style={{ width: '50%' }}>
          <Text style={[styles.strong, { fontSize: 12 }, ownOf(side, sellerName)]}>{sellerName}</Text>
        </View>
        <View style={{ width: '46%' }}>
          <Text style={[styles.title, endOf(side)]}>{title}</Text>
          {children}
        </View>
      </View>
      {isTest ? <View style={styles.testBox}><Text style={[styles.strong, startOf(side)]}>{side.t('invoice.test')}</Text></View> : null}
    </View>
  )
}

/** Seller and buyer side by side, under the rule. */
export function Parties({ side, seller, buyer }: { side: Side; seller: PartyView; buyer: PartyView }): ReactElement {
  return (
    <>
      <View style={styles.lapis} />
      <View style={[rowOf(side), { marginBottom: 18 }]}>
        <Party side={side} label={side.t('invoice.seller')} party={seller} />
        <Party side={side} label={side.t('invoice.buyer')} party={buyer} />
      </View>
    </>
  )
}

export type SumRow = { label: string; minor: bigint; isStrong?: boolean }

/** Sums at the end side, the strong ones under a rule. */
export function Sums({ side, rows, currency }: { side: Side; rows: readonly SumRow[]; currency: string }): ReactElement {
  return (
    <View wrap={false} style={{ width: '45%', alignSelf: side.isRtl ? 'flex-start' : 'flex-end', marginTop: 12 }}>
      {rows.map((row, index) => (
        <View key={index} style={[rowOf(side), { justifyContent: 'space-between', paddingVertical: 2.5 }, row.isStrong ? { borderTopWidth: 1, borderTopColor: ink } : {}]}>
          <Text style={[startOf(side), row.isStrong ? styles.strong : styles.quiet]}>{row.label}</Text>
          <Text style={[{ width: 74 }, figure, row.isStrong ? styles.strong : {}]}>{money(row.minor, currency)}</Text>
        </View>
      ))}
    </View>
  )
}

/** The foot of every page. */
export function Foot({ side, number }: { side: Side; number: string }): ReactElement {
  return (
    <View fixed style={styles.foot}>
      <Text
        style={{ textAlign: 'center', direction: side.isRtl ? 'rtl' : 'ltr' }}
        render={({ pageNumber, totalPages }) => side.t('invoice.pageOf', { number: side.isRtl ? ltr(number) : number, page: pageNumber, total: totalPages ?? pageNumber })}
      />
    </View>
  )
}
