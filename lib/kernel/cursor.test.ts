import { describe, expect, it } from 'vitest'
import { decodeCursor, encodeCursor, toPage } from './cursor'
import { newId } from './id'

describe('cursor', () => {
  it('leads back to the row it was made of', () => {
    const id = newId('inv')
    expect(decodeCursor(encodeCursor(id))).toBe(id)
  })

  it.each(['', 'x', Buffer.from('1 OR 1=1').toString('base64url')])('refuses %j', (cursor) => {
    expect(() => decodeCursor(cursor)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
  })

  it('has a next page exactly when one more row was found', () => {
    const rows = [{ id: newId('inv') }, { id: newId('inv') }, { id: newId('inv') }]
    expect(toPage(rows, 2, (row) => row.id)).toEqual({ data: [rows[0]?.id, rows[1]?.id], nextCursor: encodeCursor(rows[1]?.id ?? '') })
    expect(toPage(rows, 3, (row) => row.id).nextCursor).toBeNull()
  })
})
