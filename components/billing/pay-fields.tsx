import type { ReactNode } from 'react'
import { CheckboxField } from '@/components/form/checkbox-field'
import { RadioCardsField } from '@/components/form/radio-cards-field'
import { Notice } from '@/components/ui/banner'
import type { RadioChoice } from '@/components/ui/radio-cards'

type Props = { choices: readonly RadioChoice[]; canSave: boolean; text: { method: ReactNode; noMethod: ReactNode; saveMethod: ReactNode; saveMethodHint: ReactNode } }

/** How to pay what is due now. */
export function PayFields({ choices, canSave, text }: Props) {
  return (
    <>
      {choices.length === 0 ? <Notice look="danger">{text.noMethod}</Notice>
        : <RadioCardsField name="provider" legend={text.method} choices={[...choices]} value={choices.find(({ isDisabled }) => !isDisabled)?.value ?? ''} />}
      {canSave ? <CheckboxField name="saveMethod" label={text.saveMethod} hint={text.saveMethodHint} isChecked /> : null}
    </>
  )
}
