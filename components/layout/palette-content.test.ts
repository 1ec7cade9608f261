import { describe, expect, it } from 'vitest'
import { newId } from '@/lib/kernel/id'
import { routes } from '@/lib/routes'
import { kindsOf, objectFor, type Area } from './palette-content'

const objects = (area: Area) => ({ area, objects: Object.fromEntries(kindsOf(area).map((kind) => [kind, 'Open {id}'])) })

describe('an id in the palette', () => {
  it('opens the page of whoever asks: the client’s own, or the one of the console', () => {
    const id = newId('inv')
    expect(objectFor(` ${id} `, objects('portal'))).toEqual({ href: routes.invoice(id), label: `Open ${id}` })
    expect(objectFor(id, objects('staff'))).toEqual({ href: routes.adminInvoice(id), label: `Open ${id}` })
  })

  it('opens nothing where its kind has no page, and nothing for words', () => {
    expect(objectFor(newId('cli'), objects('portal'))).toBeUndefined()
    expect(objectFor(newId('req'), objects('staff'))).toBeUndefined()
    for (const words of ['invoices', 'inv_', 'constructor_123456', '']) expect(objectFor(words, objects('portal')), words).toBeUndefined()
  })
})
