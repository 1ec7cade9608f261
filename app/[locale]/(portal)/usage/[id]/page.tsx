import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CopyId } from '@/components/data/copy-id'
import { DateTime } from '@/components/data/date-time'
import { KeyValueList } from '@/components/data/key-value-list'
import { PageHeader } from '@/components/data/page-header'
import { Status, ToneBadge } from '@/components/data/status'
import { UsageCost } from '@/components/data/usage-cost'
import { Messages } from '@/components/layout/messages'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { formatMs } from '@/components/usage/usage-series'
import { can } from '@/lib/auth/permissions'
import { getKey } from '@/lib/domain/keys'
import { getGeneration, getPrompt } from '@/lib/domain/usage'
import type { ReceiptView } from '@/lib/domain/usage/view'
import { portalContext } from '@/lib/http/context'
import { formatNumber } from '@/lib/i18n/format'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'
import { Prompt } from './_prompt'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('usage'))('generation.title') }
}

const orNotFound = (error: unknown): never => {
  if (error instanceof DomainError && error.code === 'not_found') notFound()
  throw error
}

const orAbsent = (error: unknown): null => {
  if (error instanceof DomainError && error.code === 'not_found') return null
  throw error
}

/** One request's receipt. */
export default async function GenerationPage({ params }: Props) {
  const [ctx, { id }, usage] = [await portalContext(), await params, await getTranslations('usage')]
  const t = await getTranslations('usage.generation')
  const row = await getGeneration(ctx, { id }).catch(orNotFound)
  const { timeZone } = ctx.session.client
  const key = row.keyId && can(ctx.actor, 'keys.get') ? await getKey(ctx, { id: row.keyId }).catch(orAbsent) : null
  const prompt = can(ctx.actor, 'usage.getPrompt') ? await getPrompt(ctx, { id }).catch(orAbsent) : null
  const cost = (decimal: string) => <UsageCost decimal={decimal} currency={row.currency} />
  return (
    <Messages of={['common']}>
      <div className="mx-auto grid w-full max-w-form gap-6">
        <PageHeader title={t('title')} crumbs={[{ label: t('back'), href: routes.usage() }]} lead={<span className="flex flex-wrap items-center gap-3"><Status domain="request" state={row.status} /><CopyId id={row.id} isWhole /></span>} />
        {row.isEstimated ? <Notice look="warning">{t('estimated')}</Notice> : null}
        <Card><CardBody><KeyValueList items={[
          { label: t('time'), value: <DateTime at={row.createdAt} timeZone={timeZone} /> },
          { label: t('model'), value: <bdi>{row.model}</bdi> },
          { label: t('endpoint'), value: usage(`endpoint.${row.endpoint}`) },
          { label: t('source'), value: usage(`source.${row.source}`) },
          ...(row.keyId ? [{ label: t('key'), value: <Link className="link" href={routes.key(row.keyId)}>{key ? <bdi>{key.name}</bdi> : <bdi dir="ltr" className="font-mono text-mono">{row.keyId}</bdi>}</Link> }] : []),
          { label: t('streamed'), value: t(row.isStream ? 'yes' : 'no') },
          { label: t('latency'), value: <bdi dir="ltr">{formatMs(row.latencyMs)}</bdi> },
          ...(row.firstTokenMs === null ? [] : [{ label: t('firstToken'), value: <bdi dir="ltr">{formatMs(row.firstTokenMs)}</bdi> }]),
          { label: t('attempts'), value: formatNumber(row.attempts) },
          ...(row.errorCode ? [{ label: t('error'), value: <bdi dir="ltr" className="font-mono text-mono">{row.errorCode}</bdi> }] : []),
        ]} /></CardBody></Card>
        {row.tries.length > 0 ? <Tries tries={row.tries} /> : null}
        <Card>
          <CardHeader title={t('tokens')} />
          <CardBody><KeyValueList items={[
            { label: t('input'), value: formatNumber(row.inputTokens) },
            ...(row.cachedTokens > 0 ? [{ label: t('cached'), value: formatNumber(row.cachedTokens) }] : []),
            { label: t('output'), value: formatNumber(row.outputTokens) },
          ]} /></CardBody>
        </Card>
        <Card>
          <CardHeader title={t('money')} />
          <CardBody><KeyValueList items={[
            { label: t('list'), value: cost(row.cost) },
            { label: t('allowance'), value: t('allowanceTokens', { count: row.allowanceTokens }) },
            { label: t('wallet'), value: cost(row.fromWallet) },
            { label: t('overage'), value: cost(row.fromOverage) },
          ]} /></CardBody>
        </Card>
        {prompt ? <Prompt prompt={prompt} timeZone={timeZone} /> : null}
      </div>
    </Messages>
  )
}

const knownOutcomes = ['answered', 'upstream_failed', 'upstream_timeout', 'upstream_unavailable', 'rate_limited', 'not_configured', 'context_length_exceeded', 'invalid_input', 'unsupported', 'unavailable'] as const

/** Each attempt, where there was more than one. */
async function Tries({ tries }: { tries: ReceiptView['tries'] }) {
  const t = await getTranslations('usage.generation')
  return (
    <Card>
      <CardHeader title={t('tries')} hint={t('triesHint')} />
      <CardBody>
        <ol className="grid gap-3">
          {tries.map((one, at) => (
            <li key={at} className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
              <bdi dir="ltr" className="break-all font-mono text-mono">{one.upstreamId}</bdi>
              <span className="inline-flex flex-wrap items-center gap-2">
                <ToneBadge tone={one.outcome === 'answered' ? 'success' : 'warning'}>{t(`outcome.${knownOutcomes.find((known) => known === one.outcome) ?? 'other'}`)}</ToneBadge>
                <bdi dir="ltr" className="text-text-2">{formatMs(one.latencyMs)}</bdi>
              </span>
            </li>
          ))}
        </ol>
      </CardBody>
    </Card>
  )
}
