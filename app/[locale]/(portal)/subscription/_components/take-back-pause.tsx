import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { resumeSubscriptionAction } from '../actions'

/** A pause that has not begun is taken back: nothing is charged, so there is no price to confirm. */
export function TakeBackPause({ id, now, label }: { id: string; now: Date; label: string }) {
  return (
    <Form action={resumeSubscriptionAction} className="mt-2">
      <HiddenFields values={{ id, frozenAt: now.toISOString(), hash: 'free' }} />
      <div><SubmitButton size="sm">{label}</SubmitButton></div>
    </Form>
  )
}
