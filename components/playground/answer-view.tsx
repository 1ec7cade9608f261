'use client'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { Badge } from '@/components/ui/badge'
import { Button } from '@/components/ui/button'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { AnswerReceipt } from './answer-receipt'
import type { Answer } from './conversation'
import { MessageEditor, MessageTools } from './message-tools'
import { MessageText } from './message-text'
import type { PlaygroundModel } from './model'

type Props = {
  answer: Answer
  model: PlaygroundModel | undefined
  currency: string
  onEdit: (text: string) => void
  onRemove: () => void
  onRetry: () => void
}

const Cursor = () => <span aria-hidden="true" className="ms-1 inline-block h-4 w-2 translate-y-0.5 rounded-cell bg-accent" />

/** One answer: who gave it, its text as it comes, why it failed, and what it took. */
export function AnswerView({ answer, model, currency, onEdit, onRemove, onRetry }: Props) {
  const t = useTranslations('playground')
  const [isEditing, setEditing] = useState(false)
  const name = model?.name ?? answer.model
  const isRunning = answer.state === 'running'
  return (
    <article aria-label={name} className="min-w-0 rounded-card border bg-surface p-3 sm:p-4">
      <header className="flex min-h-8 items-center gap-2">
        <h3 className="min-w-0 truncate text-h3 font-medium"><bdi>{name}</bdi></h3>
        {model?.isDemo ? <Badge>{t('demo')}</Badge> : null}
        <div className="ms-auto">
          {isRunning || isEditing ? null : <MessageTools text={answer.text} onEdit={() => setEditing(true)} onRemove={onRemove} onRetry={onRetry} />}
        </div>
      </header>
      {isEditing ? (
        <MessageEditor text={answer.text} label={t('edit')} onCancel={() => setEditing(false)} onSave={(text) => { onEdit(text); setEditing(false) }} />
      ) : (
        <>
          {answer.thought ? <Thought text={answer.thought} isComing={isRunning && answer.text === ''} /> : null}
          {answer.text ? <MessageText text={answer.text}>{isRunning ? <Cursor /> : null}</MessageText> : <p className="mt-1 text-prose text-text-3">{isRunning && !answer.thought ? t('answering') : null}</p>}
        </>
      )}
      {answer.state === 'failed' ? <AnswerProblem answer={answer} onRetry={onRetry} /> : null}
      {answer.state === 'stopped' ? <p className="mt-2 text-text-2">{t('stopped')}</p> : null}
      <AnswerReceipt answer={answer} currency={currency} />
    </article>
  )
}

/** What the model thought before it answered: there for whoever wants to read it. */
function Thought({ text, isComing }: { text: string; isComing: boolean }) {
  const t = useTranslations('playground')
  return (
    <details className="mt-1 rounded-control border px-3 py-2 text-text-2">
      <summary className="cursor-pointer text-start">{isComing ? t('thinking') : t('thought')}</summary>
      <MessageText text={text} />
    </details>
  )
}

/** Where to go when asking again alone does not help. */
const remedies: Record<string, { href: string; label: 'topUp' | 'seePlans' | 'seeUsage' | 'signIn'; isElsewhere?: true } | undefined> = {
  // Beside this page, so that what was said here stays and can be asked again.
  unauthenticated: { href: routes.signIn(), label: 'signIn', isElsewhere: true },
  insufficient_funds: { href: routes.billing(), label: 'topUp' },
  subscription_inactive: { href: routes.plans(), label: 'seePlans' },
  limit_exceeded: { href: routes.plans(), label: 'seePlans' },
  rate_limited: { href: routes.usage(), label: 'seeUsage' },
}

/** Waits as long as the server asked before it can be pressed. */
function RetryButton({ waitSeconds, onRetry }: { waitSeconds: number; onRetry: () => void }) {
  const t = useTranslations('playground')
  const [left, setLeft] = useState(waitSeconds)
  useEffect(() => {
    if (left <= 0) return
    const timer = setTimeout(() => setLeft(left - 1), 1000)
    return () => clearTimeout(timer)
  }, [left])
  return <Button size="sm" disabled={left > 0} onClick={onRetry}>{left > 0 ? t('retryIn', { seconds: left }) : t('retry')}</Button>
}

/** The server's own sentence (it names the limit or the amount), and the act that helps. */
function AnswerProblem({ answer, onRetry }: { answer: Answer; onRetry: () => void }) {
  const t = useTranslations('playground')
  const { problem } = answer
  const isModelGone = ['not_found', 'model_not_allowed', 'not_configured'].includes(problem?.code ?? '')
  const remedy = remedies[problem?.code ?? '']
  const text = problem?.code === 'connection' ? t('connection') : problem?.message || t('unknownError')
  return (
    <div role="alert" className="mt-2 rounded-control border border-danger-solid bg-danger-tint px-3 py-2 text-danger">
      <p dir="auto" className="text-start">{text}</p>
      {isModelGone ? <p className="mt-1">{t('chooseAnother')}</p> : null}
      {problem?.requestId ? <p className="mt-1 text-caption"><bdi dir="ltr" className="font-mono">{problem.requestId}</bdi></p> : null}
      <div className="mt-2 flex flex-wrap gap-2">
        <RetryButton waitSeconds={problem?.retryAfterSeconds ?? 0} onRetry={onRetry} />
        {remedy ? <Button size="sm" asChild><Link href={remedy.href} {...(remedy.isElsewhere ? { target: '_blank' } : {})}>{t(remedy.label)}</Link></Button> : null}
      </div>
    </div>
  )
}
