'use server'
import { previewPlanMonth, publishPlanVersion } from '@/lib/domain/admin'
import type { PlanMonthView } from '@/lib/domain/admin/plans/view'
import { adminAction } from '@/lib/http/action'
import type { ActionState } from '@/lib/http/action-state'
import { routes } from '@/lib/routes'

const publish = adminAction(publishPlanVersion, { redirectTo: ({ id }) => routes.adminPlan(id) })
const preview = adminAction(previewPlanMonth)

const typed = (form: FormData): Record<string, string> =>
  Object.fromEntries([...form].filter((entry): entry is [string, string] => typeof entry[1] === 'string' && !entry[0].startsWith('$')))

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
    return state.status === 'ok' ? { ...state, values: typed(form) } : state
  }
  // Published, it goes to the plan's page: an answer comes back only when it was refused.
  const state = await publish({ status: 'idle' }, withoutSample(form))
  return state.status === 'error' ? { ...state, values: typed(form) } : { status: 'idle' }
}
