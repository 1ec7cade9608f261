'use client'
import { useTranslations } from 'next-intl'
import { middle } from '@/components/data/copy-id'
import { Link } from '@/lib/i18n/navigation'
import { formatNumber } from '@/lib/i18n/format'
import { formatPicos } from '@/lib/kernel/money'
import { routes } from '@/lib/routes'
import type { Answer } from './conversation'
import { formatSeconds } from './price'

/** What an answer took: tokens, cost and times, each an isolate of its own so that Arabic does not reorder them. */
export function AnswerReceipt({ answer, currency }: { answer: Answer; currency: string }) {
  const t = useTranslations('playground')
  const { receipt, firstTokenMs, totalMs, requestId, state } = answer
  if (state === 'running') return null
  const cost = receipt?.costPicos
  return (
    <footer className="mt-2 flex flex-wrap items-center gap-x-3 gap-y-0.5 text-caption text-text-3">
      {receipt ? (
        <>
          <span>{t('tokensIn', { count: formatNumber(receipt.inputTokens) })}</span>
          <span>{t('tokensOut', { count: formatNumber(receipt.outputTokens) })}</span>
          {cost === null || cost === undefined ? null : (
            <span className="font-medium text-text" title={receipt.isEstimated ? t('estimated') : undefined}>
              <bdi dir="ltr">{receipt.isEstimated ? '≈ ' : ''}{formatPicos(cost, currency)}</bdi>
              {receipt.isEstimated ? <span className="sr-only"> {t('estimated')}</span> : null}
            </span>
          )}
        </>
      ) : null}
      {!receipt && state === 'stopped' ? <span>{t('costPending')}</span> : null}
      {firstTokenMs === undefined ? null : <span>{t('firstToken', { seconds: formatSeconds(firstTokenMs) })}</span>}
      {totalMs === undefined ? null : <span>{t('total', { seconds: formatSeconds(totalMs) })}</span>}
      {requestId && receipt ? (
        <Link href={routes.generation(requestId)} className="link">{t('requestId')} <bdi dir="ltr" className="font-mono">{middle(requestId)}</bdi></Link>
      ) : null}
    </footer>
  )
}
