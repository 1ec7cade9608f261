import type { Metadata } from 'next'
import { getLocale, getTranslations } from 'next-intl/server'
import { MovementTable } from '@/components/billing/movement-table'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { getStatement } from '@/lib/domain/billing'
import { movementKinds, type StatementView } from '@/lib/domain/billing/wallet/view'
import { portalContext, type PortalCtx } from '@/lib/http/context'
import { getPathname } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { apiRoutes, routes } from '@/lib/routes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.wallet'))('statement') }
}

type Query = Partial<Record<'from' | 'to' | 'kind', string | string[]>>
type Asked = { from?: string; to?: string; kind?: (typeof movementKinds)[number] }

function askedOf({ from, to, kind }: Query): Asked {
  const known = movementKinds.find((one) => one === kind)
  return { ...(typeof from === 'string' && from ? { from } : {}), ...(typeof to === 'string' && to ? { to } : {}), ...(known ? { kind: known } : {}) }
}

/** A range that does not work shows this month instead, and says so. */
async function read(ctx: PortalCtx, asked: Asked): Promise<{ statement: StatementView; isRefused: boolean }> {
  try {
    return { statement: await getStatement(ctx, asked), isRefused: false }
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid_input') throw error
    return { statement: await getStatement(ctx, {}), isRefused: true }
  }
}

const isoDay = (instant: Date, timeZone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(instant)

/** What moved my credit, and does it add up? */
export default async function StatementPage({ searchParams }: { searchParams: Promise<Query> }) {
  const [ctx, t, locale] = [await portalContext(), await getTranslations('billing.wallet'), await getLocale()]
  const asked = askedOf(await searchParams)
  const { statement, isRefused } = await read(ctx, asked)
  const { currency, from, to } = statement
  const { timeZone } = ctx.session.client
  const days = { from: isoDay(from, timeZone), to: isoDay(new Date(to.getTime() - 1), timeZone) }
  const amount = (minor: bigint) => <Money minor={minor} currency={currency} />
  return (
    <div className="grid gap-6">
      <PageHeader
        title={t('statement')} crumbs={[{ label: t('title'), href: routes.wallet() }]}
        actions={<Button asChild><a href={apiRoutes.walletStatementCsv({ ...days, kind: asked.kind })} download>{t('csv')}</a></Button>}
      />
      <form action={getPathname({ href: routes.walletStatement(), locale })} className="flex flex-wrap items-end gap-3">
        <div className="grid gap-1.5"><Label htmlFor="from">{t('from')}</Label><Input id="from" name="from" type="date" defaultValue={days.from} /></div>
        <div className="grid gap-1.5"><Label htmlFor="to">{t('to')}</Label><Input id="to" name="to" type="date" defaultValue={days.to} /></div>
        <div className="grid gap-1.5">
          <Label htmlFor="kind">{t('movement')}</Label>
          <Select id="kind" name="kind" defaultValue={asked.kind ?? ''}>
            <option value="">{t('allKinds')}</option>
            {movementKinds.map((kind) => <option key={kind} value={kind}>{t(`kind.${kind}`)}</option>)}
          </Select>
        </div>
        <Button type="submit">{t('show')}</Button>
      </form>
      {isRefused ? <Notice look="warning">{t('badRange')}</Notice> : null}
      <FactStrip
        facts={[
          { label: t('opening'), value: amount(statement.openingMinor) }, { label: t('credits'), value: amount(statement.creditsMinor) },
          { label: t('debits'), value: amount(statement.debitsMinor) }, { label: t('closing'), value: amount(statement.closingMinor) },
          ...(statement.unbookedMinor > 0n ? [{ label: t('unbooked'), value: amount(-statement.unbookedMinor), hint: t('unbookedHint') }] : []),
        ]}
      />
      <MovementTable movements={statement.movements} currency={currency} timeZone={timeZone} links="portal" />
    </div>
  )
}
