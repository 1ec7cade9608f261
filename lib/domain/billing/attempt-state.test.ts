import { describe, expect, it } from 'vitest'
import { canMove, isOpenAttempt } from './attempt-state'
import { paymentStates } from './view'

describe('an attempt', () => {
  it('never leaves succeeded', () => {
    expect(paymentStates.filter((to) => canMove('succeeded', to))).toEqual([])
  })

  it('that has ended can only still turn out to have succeeded', () => {
    for (const from of ['failed', 'canceled', 'expired'] as const) expect(paymentStates.filter((to) => canMove(from, to))).toEqual(['succeeded'])
  })

  it('never goes back to where it was not yet sent', () => {
    for (const from of paymentStates) expect(canMove(from, 'created')).toBe(false)
    expect(canMove('processing', 'awaiting_customer')).toBe(false)
  })

  it('that is open can always end', () => {
    for (const from of paymentStates.filter(isOpenAttempt)) for (const to of ['succeeded', 'failed', 'canceled', 'expired'] as const) expect(canMove(from, to)).toBe(true)
  })
})
