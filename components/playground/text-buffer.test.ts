import { expect, it } from 'vitest'
import { wholeSentences } from './text-buffer'

it('reduced motion shows whole sentences of either language', () => {
  expect('One. Two! Thr'.slice(0, wholeSentences('One. Two! Thr'))).toBe('One. Two!')
  expect('أهلًا؟ كيف'.slice(0, wholeSentences('أهلًا؟ كيف'))).toBe('أهلًا؟')
  expect(wholeSentences('version 1.5 is')).toBe(0)
  expect(wholeSentences('Done.')).toBe(5)
})
