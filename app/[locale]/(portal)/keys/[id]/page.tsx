import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DateTime } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { RelativeTime } from '@/components/data/relative-time'
import { UsageCost } from '@/components/data/usage-cost'
import { limitNames } from '@/components/keys/key-fields'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getKey } from '@/lib/domain/keys'
import { getKeySpend, getKeyUsage } from '@/lib/domain/usage'
import { portalContext } from '@/lib/http/context'
import { formatDateTime, formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { days, plus } from '@/lib/kernel/clock'
import { routes } from '@/lib/routes'
import { KeyFrame, orNotFound } from '../_components/key-frame'
import { isOverCap, SpendBars } from '../_components/key-spend'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('page.title') }
}

/** One key: what it may do, what it spends, whether it is in use. */
export default async function KeyPage({ params }: Props) {
  const [ctx, { id }, t] = [await portalContext(), await params, await getTranslations('keys')]
  const now = ctx.clock.now()
  const [key, spend, usage] = await Promise.all([
    getKey(ctx, { id }), getKeySpend(ctx, { id }), getKeyUsage(ctx, { id, from: plus(now, -days(7)).toISOString(), to: now.toISOString() }),
  ]).catch(orNotFound)
  const { timeZone } = ctx.session.client
  const none = <span className="font-normal text-text-2">{t('detail.any')}</span>
  return (
    <KeyFrame ctx={ctx} keyView={key} tab="overview" isOverCap={isOverCap(spend)}>
      {key.oldSecret ? <Notice>{t('renew.running', { hint: ltr(key.oldSecret.hint), at: formatDateTime(key.oldSecret.endsAt, ctx.locale, timeZone) })}</Notice> : null}
      <FactStrip facts={[
        { label: t('detail.scopes'), value: key.scopes.map((scope) => t(`form.scope.${scope}`)).join(' · ') },
        { label: t('detail.lastUsed'), value: key.lastUsedAt ? <RelativeTime at={key.lastUsedAt} now={now} timeZone={timeZone} /> : t('never') },
        { label: t('detail.created'), value: <DateTime at={key.createdAt} timeZone={timeZone} show="date" /> },
        { label: t('detail.renewed'), value: key.renewedAt ? <DateTime at={key.renewedAt} timeZone={timeZone} show="date" /> : <span className="font-normal text-text-2">{t('detail.neverRenewed')}</span> },
        { label: t('detail.expires'), value: key.expiresAt ? <DateTime at={key.expiresAt} timeZone={timeZone} /> : <span className="font-normal text-text-2">{t('detail.noExpiry')}</span> },
      ]} />
      <Card>
        <CardHeader title={t('spend.title')} hint={t('spend.hint')} actions={<Link className="link" href={routes.keyLimits(id)}>{t('spend.change')}</Link>} />
        <CardBody><SpendBars spend={spend} now={now} timeZone={timeZone} /></CardBody>
      </Card>
      <div className="grid gap-6 lg:grid-cols-2">
        <Card>
          <CardHeader title={t('detail.week')} actions={<Link className="link" href={routes.keyUsage(id)}>{t('detail.seeUsage')}</Link>} />
          <CardBody>
            <dl className="grid grid-cols-2 gap-x-6 gap-y-4">
              {[
                [t('detail.requests'), formatNumber(usage.total.requests)], [t('detail.errors'), formatNumber(usage.total.errors)],
                [t('detail.tokens'), formatNumber(usage.total.inputTokens + usage.total.outputTokens)],
              ].map(([label, value]) => <div key={label}><dt className="text-text-2">{label}</dt><dd className="figure-type"><bdi dir="ltr">{value}</bdi></dd></div>)}
              <div><dt className="text-text-2">{t('detail.cost')}</dt><dd className="figure-type"><UsageCost decimal={usage.total.cost} currency={usage.currency} /></dd></div>
            </dl>
          </CardBody>
        </Card>
        <Card>
          <CardHeader title={t('detail.bounds')} actions={<Link className="link" href={routes.keyLimits(id)}>{t('spend.change')}</Link>} />
          <CardBody>
            <dl className="grid gap-3">
              {[
                ...limitNames.flatMap((name) => (key[name] === null ? [] : [[t(`form.${name}`), <bdi key={name} dir="ltr">{formatNumber(key[name])}</bdi>]])),
                ...(limitNames.every((name) => key[name] === null) ? [[t('form.limits'), t('detail.asPlan')]] : []),
                [t('form.models'), key.models.length === 0 ? t('detail.allModels') : <bdi key="m" dir="ltr">{key.models.join(', ')}</bdi>],
                [t('form.allowedIps'), key.allowedIps.length === 0 ? none : <bdi key="i" dir="ltr" className="font-mono text-mono">{key.allowedIps.join(' ')}</bdi>],
              ].map(([label, value], index) => <div key={index} className="flex flex-wrap justify-between gap-x-6"><dt className="text-text-2">{label}</dt><dd className="min-w-0 break-words">{value}</dd></div>)}
            </dl>
          </CardBody>
        </Card>
      </div>
    </KeyFrame>
  )
}
