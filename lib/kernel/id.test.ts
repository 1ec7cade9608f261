import { describe, expect, it } from 'vitest'
import { isId, newId } from './id'

describe('ids', () => {
  it('sort by the instant they were made', () => {
    const early = newId('key', new Date('2026-01-01T00:00:00Z'))
    const late = newId('key', new Date('2026-01-01T00:00:00.001Z'))
    expect(early < late).toBe(true)
  })

  it('of one millisecond sort in the order they were made, whatever is made between them', () => {
    const [at, other] = [new Date('2026-01-01T00:00:00Z'), new Date('2026-01-01T00:00:01Z')]
    const ids = Array.from({ length: 5_000 }, () => {
      newId('req', other)
      return newId('lin', at)
    })
    expect([...ids].sort()).toEqual(ids)
  })

  it('are recognised by their own kind only', () => {
    const id = newId('inv')
    expect(isId('inv', id)).toBe(true)
    expect(isId('key', id)).toBe(false)
    expect(isId('inv', `${id}'; --`)).toBe(false)
  })

  it('do not repeat', () => {
    const at = new Date()
    expect(new Set(Array.from({ length: 10_000 }, () => newId('req', at))).size).toBe(10_000)
  })
})
