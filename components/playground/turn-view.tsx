'use client'
import { clsx } from 'clsx'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { AnswerView } from './answer-view'
import type { Turn } from './conversation'
import { MessageEditor, MessageTools } from './message-tools'
import { MessageText } from './message-text'
import type { PlaygroundModel } from './model'
import type { Playground } from './use-playground'

type Props = { turn: Turn; number: number; models: readonly PlaygroundModel[]; playground: Playground; shownColumn: number }

/** What was asked, and under it each column's answer. On a phone one column is shown at a time. */
export function TurnView({ turn, number, models, playground, shownColumn }: Props) {
  const { columns } = playground.conversation
  return (
    <li className="grid gap-3">
      <Prompt turn={turn} number={number} playground={playground} />
      <div className={clsx('grid gap-3', columns.length > 1 && 'md:grid-cols-2')}>
        {columns.map((_, column) => {
          const answer = turn.answers[column]
          const model = models.find((one) => one.slug === answer?.model)
          return (
            <div key={column} className={clsx('min-w-0', column !== shownColumn && 'hidden md:block')}>
              {answer ? (
                <AnswerView
                  answer={answer} model={model} currency={model?.rate.currency ?? 'USD'}
                  onEdit={(text) => playground.change({ type: 'editAnswer', turn: turn.id, column, text })}
                  onRemove={() => playground.change({ type: 'removeAnswer', turn: turn.id, column })}
                  onRetry={() => playground.retry(turn.id, column)}
                />
              ) : null}
            </div>
          )
        })}
      </div>
    </li>
  )
}

function Prompt({ turn, number, playground }: { turn: Turn; number: number; playground: Playground }) {
  const t = useTranslations('playground')
  const [isEditing, setEditing] = useState(false)
  const isBusy = turn.answers.some((answer) => answer?.state === 'running')
  return (
    <article aria-label={t('message', { number })} className="rounded-card bg-accent-tint p-3 sm:p-4">
      <header className="flex min-h-8 items-center gap-2">
        <h3 className="text-h3 font-medium">{t('you')}</h3>
        <div className="ms-auto">
          {isEditing || isBusy ? null : (
            <MessageTools
              text={turn.prompt} onEdit={() => setEditing(true)}
              onRemove={() => playground.change({ type: 'removeTurn', turn: turn.id })}
              onRetry={playground.running ? undefined : () => playground.retry(turn.id)}
            />
          )}
        </div>
      </header>
      {isEditing ? (
        <MessageEditor
          text={turn.prompt} label={t('edit')} onCancel={() => setEditing(false)}
          onSave={(text) => { playground.change({ type: 'editPrompt', turn: turn.id, text }); setEditing(false) }}
        />
      ) : <MessageText text={turn.prompt} />}
    </article>
  )
}
