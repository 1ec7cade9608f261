import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { GrantTable } from '@/components/billing/grant-table'
import { MovementTable } from '@/components/billing/movement-table'
import { FactStrip } from '@/components/data/fact-strip'
import { Money } from '@/components/data/money'
import { PageHeader } from '@/components/data/page-header'
import { can } from '@/lib/auth/permissions'
import { getClientWallet, previewWalletAdjustment } from '@/lib/domain/admin'
import { adjustmentKinds } from '@/lib/domain/admin/wallet/schema'
import type { AdjustmentPreviewView } from '@/lib/domain/admin/wallet/view'
import type { StaffCtx } from '@/lib/http/context'
import { fieldMessages } from '@/lib/http/problem'
import { DomainError } from '@/lib/kernel/error'
import { parseMoney } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import { orNotFound, staffPage, staffZone } from '../../../_components/staff-page'
import { PreviewCard, WishCard, type Wish } from './_components/adjust-card'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.wallet'))('title') }
}

type Query = Partial<Record<'kind' | 'amount' | 'reason' | 'expiresOn', string | string[]>>
const text = (value: string | string[] | undefined): string => (typeof value === 'string' ? value : '')

function wishOf(query: Query): Wish | null {
  const kind = adjustmentKinds.find((one) => one === query.kind)
  return kind ? { kind, amount: text(query.amount), reason: text(query.reason), expiresOn: text(query.expiresOn) } : null
}

/** The preview of what is wanted, or what is wrong with it. */
async function previewOf(ctx: StaffCtx, id: string, wish: Wish, currency: string): Promise<AdjustmentPreviewView | string> {
  try {
    const amountMinor = parseMoney(wish.amount.replaceAll(',', ''), currency)?.minor ?? 0n
    return await previewWalletAdjustment(ctx, { id, kind: wish.kind, amountMinor, reason: wish.reason, expiresOn: wish.expiresOn || null })
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'invalid_input') throw error
    return Object.values(fieldMessages(ctx.locale, error.fields ?? {})).join(' ')
  }
}

/** What credit does this client have, why, and how is it mended? */
export default async function ClientWalletPage({ params, searchParams }: { params: Promise<{ id: string }>; searchParams: Promise<Query> }) {
  const ctx = await staffPage('admin.getClientWallet')
  const [t, { id }, query] = [await getTranslations('admin.wallet'), await params, await searchParams]
  const { clientName, wallet, statement } = await orNotFound(getClientWallet(ctx, { id }))
  const { currency } = wallet
  const mayAdjust = can(ctx.actor, 'admin.adjustWallet')
  const wish = mayAdjust ? wishOf(query) : null
  const preview = wish ? await previewOf(ctx, id, wish, currency) : null
  return (
    <div className="grid gap-5">
      <PageHeader title={t('title')} crumbs={[{ label: t('clients'), href: routes.adminClients() }, { label: clientName, href: routes.adminClient(id) }]} />
      <FactStrip facts={[
        { label: t('available'), value: <Money minor={wallet.availableMinor} currency={currency} /> },
        { label: t('held'), value: <Money minor={wallet.heldMinor} currency={currency} /> },
        { label: t('opening'), value: <Money minor={statement.openingMinor} currency={currency} /> },
        { label: t('closing'), value: <Money minor={statement.closingMinor} currency={currency} /> },
      ]} />
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="grid gap-5 lg:col-span-2">
          <section className="grid gap-3">
            <h2 className="text-h2 font-semibold">{t('grants')}</h2>
            <GrantTable grants={wallet.grants} currency={currency} timeZone={staffZone} />
          </section>
          <section className="grid gap-3">
            <h2 className="text-h2 font-semibold">{t('movements')}</h2>
            <MovementTable movements={statement.movements.toReversed()} currency={currency} timeZone={staffZone} links="none" />
          </section>
        </div>
        {mayAdjust ? (
          <div className="grid gap-5">
            {wish && preview && typeof preview !== 'string' ? <PreviewCard clientId={id} wish={wish} preview={preview} />
              : <WishCard clientId={id} currency={currency} wish={wish} problem={typeof preview === 'string' ? preview : null} />}
          </div>
        ) : null}
      </div>
    </div>
  )
}
