import 'server-only'
import { parseMoney } from '@/lib/kernel/money'
import type { ActionState } from './action-state'
import type { FormAction } from './action'

/**
 * A form where people write amounts as they read them ("25.50"): the named fields become minor units of the form's hidden `currency`
 * before the verb sees them. What is no exact amount of that currency goes on as it was typed, so that the verb refuses it at its field;
 * what was typed comes back after an error.
 */
export const withMoneyFields = <T>(action: FormAction<T>, names: readonly string[]): FormAction<T> => async (previous, form) => {
  const currency = form.get('currency')
  const sent = new FormData()
  for (const [key, value] of form) {
    if (key === 'currency') continue
    const isMoney = names.includes(key) && typeof value === 'string' && value !== '' && typeof currency === 'string'
    sent.append(key, isMoney ? minorText(value, currency) : value)
  }
  const state: ActionState<T> = await action(previous, sent)
  if (state.status !== 'error' || !state.values) return state
  const typed = Object.fromEntries(names.flatMap((name) => { const value = form.get(name); return typeof value === 'string' ? [[name, value]] : [] }))
  return { ...state, values: { ...state.values, ...typed } }
}

const minorText = (typed: string, currency: string): string => parseMoney(typed.replaceAll(',', ''), currency)?.minor.toString() ?? `? ${typed}`
