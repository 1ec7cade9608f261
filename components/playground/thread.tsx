'use client'
import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import type { PlaygroundModel } from './model'
import { TurnView } from './turn-view'
import type { Playground } from './use-playground'

type Props = { playground: Playground; models: readonly PlaygroundModel[]; shownColumn: number; canRun: boolean }

/** The conversation, oldest first; before the first message, three things to ask. */
export function Thread({ playground, models, shownColumn, canRun }: Props) {
  const t = useTranslations('playground')
  const { turns } = playground.conversation
  if (turns.length === 0) {
    return (
      <div className="grid gap-3 rounded-card border border-dashed p-6 text-center">
        <p className="text-h2 font-medium">{t('empty')}</p>
        <p className="text-text-2">{t('emptyHint')}</p>
        {canRun ? (
          <div className="flex flex-wrap justify-center gap-2">
            {(['suggestion1', 'suggestion2', 'suggestion3'] as const).map((key) => (
              <Button key={key} size="sm" onClick={() => playground.ask(t(key))}><span dir="auto">{t(key)}</span></Button>
            ))}
          </div>
        ) : null}
      </div>
    )
  }
  return (
    <ol className="grid gap-4">
      {turns.map((turn, index) => (
        <TurnView key={turn.id} turn={turn} number={index + 1} models={models} playground={playground} shownColumn={shownColumn} />
      ))}
    </ol>
  )
}
