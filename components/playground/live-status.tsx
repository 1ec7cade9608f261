'use client'
import { useTranslations } from 'next-intl'
import { formatNumber } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { formatPicos } from '@/lib/kernel/money'
import type { Answer, Conversation } from './conversation'
import type { PlaygroundModel } from './model'

/** One polite sentence for people who do not see the text arrive; the streamed text itself is not live. */
export function LiveStatus({ conversation, models }: { conversation: Conversation; models: readonly PlaygroundModel[] }) {
  const t = useTranslations('playground')
  const answers = conversation.turns.at(-1)?.answers ?? []
  const sentence = (answer: Answer | undefined): string => {
    if (!answer || answer.state === 'failed') return '' // a failure is an alert of its own
    if (answer.state === 'stopped') return t('status.stopped')
    if (answer.state === 'running') return t('status.running')
    const currency = models.find((model) => model.slug === answer.model)?.rate.currency ?? 'USD'
    const { outputTokens = 0, costPicos = null } = answer.receipt ?? {}
    return t('status.done', { count: outputTokens, tokens: formatNumber(outputTokens), cost: ltr(costPicos === null ? '—' : formatPicos(costPicos, currency)) })
  }
  return <p role="status" className="sr-only">{[...new Set(answers.map(sentence))].filter(Boolean).join('. ')}</p>
}
