'use client'
import { useActionState } from 'react'
import { FormError } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { Notice } from '@/components/ui/banner'
import type { UpstreamTestView } from '@/lib/domain/admin/view'
import { idle, type ActionState } from '@/lib/http/action-state'
import { testUpstreamAction } from '../actions'

type Texts = { test: string; ok: string; latency: string; models: string; reasons: Record<string, string> }

/** Asks the server now and shows what it said and, when it answered, the time it took. */
export function TestButton({ id, texts }: { id: string; texts: Texts }) {
  const [state, send] = useActionState(testUpstreamAction, idle as ActionState<UpstreamTestView>)
  return (
    <form action={send} className="grid justify-items-start gap-3">
      <HiddenFields values={{ id }} />
      <SubmitButton look="secondary">{texts.test}</SubmitButton>
      <FormError state={state} />
      {state.status === 'ok' ? <Answer result={state.data} texts={texts} /> : null}
    </form>
  )
}

function Answer({ result, texts }: { result: UpstreamTestView; texts: Texts }) {
  if (!result.isOk) return <Notice look="danger">{texts.reasons[result.error ?? ''] ?? result.error}</Notice>
  return <Notice look="success" title={texts.ok}>{texts.latency} <bdi dir="ltr">{result.latencyMs} ms</bdi><br />{texts.models} <bdi dir="ltr" className="font-mono text-mono break-words">{result.models.slice(0, 20).join(', ')}</bdi></Notice>
}
