'use client'
import { useActionState } from 'react'
import { FormError } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import type { ProviderTestView } from '@/lib/domain/admin/payments/view'
import { idle, type ActionState } from '@/lib/http/action-state'
import { testPaymentProviderAction } from '../../actions'

type Texts = { test: string; ok: string; failed: string; latency: string }

/** Asks the provider now and shows what it said, with the time it took. */
export function TestButton({ id, texts }: { id: string; texts: Texts }) {
  const [state, send] = useActionState(testPaymentProviderAction, idle as ActionState<ProviderTestView>)
  return (
    <form action={send} className="grid justify-items-start gap-3">
      <HiddenFields values={{ id }} />
      <SubmitButton look="secondary">{texts.test}</SubmitButton>
      <FormError state={state} />
      {state.status === 'ok' ? (
        <Notice look={state.data.isOk ? 'success' : 'danger'} title={state.data.isOk ? texts.ok : texts.failed}>
          {state.data.reason ? <bdi dir="ltr" className="block font-mono text-mono break-words">{state.data.reason}</bdi> : null}
          {texts.latency} <bdi dir="ltr">{state.data.latencyMs} ms</bdi>
        </Notice>
      ) : null}
    </form>
  )
}
