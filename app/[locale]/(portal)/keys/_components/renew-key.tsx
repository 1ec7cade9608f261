'use client'
import { useState } from 'react'
import { CopyOnce } from '@/components/data/copy-once'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { Button } from '@/components/ui/button'
import type { KeyCreatedView } from '@/lib/domain/keys/view'
import { formatDateTime } from '@/lib/i18n/format'
import type { Locale } from '@/lib/i18n/locale'
import { renewKeyAction } from '../actions'

export type RenewTexts = {
  act: string; title: string; consequences: string[]; grace: string; secretTitle: string; secretWarning: string
  /** Seconds of grace and what they are called, shortest first. */
  choices: { seconds: number; name: string }[]
  /** What stands before the instant at which the old secret ends, and what is said when that is at once. */
  endsAt: string; endsNow: string
}
type Props = { id: string; texts: RenewTexts; locale: Locale; timeZone: string }

const usual = '86400'

/** A new secret for the same key; says to the minute when the old one ends. */
export function RenewKey({ id, texts, locale, timeZone }: Props) {
  const [made, setMade] = useState<KeyCreatedView>()
  return (
    <>
      <ConfirmDialog
        trigger={<Button>{texts.act}</Button>} title={texts.title} consequences={texts.consequences} look="primary"
        action={renewKeyAction} values={{ id }} confirmLabel={texts.act} onOk={setMade}
      >
        <GraceChoice texts={texts} locale={locale} timeZone={timeZone} />
      </ConfirmDialog>
      <CopyOnce secret={made?.secret} title={texts.secretTitle} warning={texts.secretWarning} envName="MATRIX_API_KEY" onClose={() => setMade(undefined)} />
    </>
  )
}

function GraceChoice({ texts, locale, timeZone }: Omit<Props, 'id'>) {
  const [openedAt] = useState(() => Date.now())
  const hint = (seconds: number): string => (seconds === 0 ? texts.endsNow : `${texts.endsAt} ${formatDateTime(new Date(openedAt + seconds * 1000), locale, timeZone)}`)
  return <RadioCardsField name="graceSeconds" legend={texts.grace} value={usual} choices={texts.choices.map(({ seconds, name }) => ({ value: String(seconds), title: name, hint: hint(seconds) }))} />
}
