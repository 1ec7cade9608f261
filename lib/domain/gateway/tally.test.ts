import { expect, it } from 'vitest'
import { Tally } from './tally'

it('hands over each sum once', () => {
  const tally = new Tally()
  tally.add('/models', '200', 1)
  tally.add('/models', '200', 2)
  tally.add('/models', '404', 1)
  tally.add('other', '404', 1)
  expect([...tally.taken()]).toEqual([['/models', '200', 3], ['/models', '404', 1], ['other', '404', 1]])
  expect([...tally.taken()]).toEqual([])
  tally.add('other', '404', 1)
  expect([...tally.taken()]).toEqual([['other', '404', 1]])
})
