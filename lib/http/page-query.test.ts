import { describe, expect, it } from 'vitest'
import { encodeCursor } from '@/lib/kernel/cursor'
import { newId } from '@/lib/kernel/id'
import { pageQuery } from './page-query'

describe('the query of a page with a list', () => {
  it('keeps what it understands and begins at the start where the place is not one', async () => {
    const cursor = encodeCursor(newId('key'))
    expect(await pageQuery(Promise.resolve({ status: 'all', cursor }))).toEqual({ status: 'all', cursor })
    for (const wrong of ['junk', '', cursor.slice(0, -4), '%00']) expect(await pageQuery(Promise.resolve({ status: 'all', cursor: wrong })), wrong).toEqual({ status: 'all' })
  })

  it('takes the first of a name that stands twice', async () => {
    expect(await pageQuery(Promise.resolve({ status: ['open', 'paid'], cursor: ['junk', 'junk'] }))).toEqual({ status: 'open' })
  })
})
