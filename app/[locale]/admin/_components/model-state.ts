import type { AdminModelView } from '@/lib/domain/admin/view'

/** Why a model cannot be called, or that it can. */
export function modelState(model: AdminModelView): 'hidden' | 'unpriced' | 'unroutable' | 'active' {
  if (model.isRetired) return 'hidden'
  if (!model.price) return 'unpriced'
  return model.links.some(({ isEnabled }) => isEnabled) ? 'active' : 'unroutable'
}
