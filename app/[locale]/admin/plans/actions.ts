'use server'
import { previewPlanMonth, publishPlanVersion } from '@/lib/domain/admin'
import type { PlanMonthView } from '@/lib/domain/admin/plans/view'
import { adminAction } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { typedValues } from '@/lib/http/typed-values'
import { routes } from '@/lib/routes'

const publish = adminAction(publishPlanVersion, { redirectTo: ({ id }) => routes.adminPlan(id) })
const preview = adminAction(previewPlanMonth)

/** A version knows nothing of the sample month beside it. */
function withoutSample(form: FormData): FormData {
  const own = new FormData()
  for (const [name, value] of form) if (name !== 'act' && !name.startsWith('sample')) own.append(name, value)
  return own
}

/** One form, two buttons: work out a sample month of what is typed, or publish it. */
export async function planAction(previous: ActionState<PlanMonthView>, form: FormData): Promise<ActionState<PlanMonthView>> {
  if (form.get('act') === 'preview') {
    const state = await preview(previous, form)
    // The form goes on with what was typed.
    return state.status === 'ok' ? { ...state, values: typedValues(form) } : state
  }
  // Published, it goes to the plan's page: an answer comes back only when it was refused.
  const state = await publish({ status: 'idle' }, withoutSample(form))
  return state.status === 'error' ? { ...state, values: typedValues(form) } : { status: 'idle' }
}
