import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { decodeFields, formFieldOf } from './decode'

const schema = z.object({ name: z.string(), rows: z.array(z.strictObject({ currency: z.string(), count: z.number().nullish(), note: z.string().nullish() })) })
const form = (fields: Record<string, string>): FormData => {
  const data = new FormData()
  for (const [key, value] of Object.entries(fields)) data.append(key, value)
  return data
}

describe('rows of a form', () => {
  it('are a list of objects with the schema’s own types; what nobody filled in is left out', () => {
    const data = form({ name: 'A', 'rows.10.currency': 'EUR', 'rows.0.currency': 'USD', 'rows.0.count': '3', 'rows.0.note': '', 'rows.1.currency': '', 'rows.1.count': ' ' })
    expect(decodeFields(schema, data)).toEqual({ name: 'A', rows: [{ currency: 'USD', count: 3 }, { currency: 'EUR' }] })
    expect(decodeFields(schema, form({ name: 'A', 'rows.0.currency': '' }))).toEqual({ name: 'A', rows: [] })
    expect(decodeFields(schema, form({ name: 'A' }))).toEqual({ name: 'A' })
  })

  it('have their problems told at the field that was typed in, whatever rows before it are empty', () => {
    const data = form({ 'rows.0.currency': '', 'rows.1.currency': 'USD', 'rows.4.currency': 'x' })
    expect([formFieldOf('rows.1.currency', data), formFieldOf('rows.0.count', data), formFieldOf('name', data)]).toEqual(['rows.4.currency', 'rows.1.count', 'name'])
  })
})
