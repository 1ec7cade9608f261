import fc from 'fast-check'
import { expect, it } from 'vitest'
import { blocksOf, spansOf, turnsOf } from './message-blocks'

it('code in a block of its own stands apart from what is said around it', () => {
  expect(blocksOf('مثال:\n\n```ts\nconst x = "مرحبا" // تعليق\n\n```\n\nانتهى')).toEqual([
    { kind: 'prose', text: 'مثال:' }, { kind: 'code', text: 'const x = "مرحبا" // تعليق\n' }, { kind: 'prose', text: 'انتهى' },
  ])
  expect(blocksOf('~~~\na\n```\nb\n~~~')).toEqual([{ kind: 'code', text: 'a\n```\nb' }])
})

it('code that is still coming is code already', () => {
  expect(blocksOf('See:\n```py\nprint(1)')).toEqual([{ kind: 'prose', text: 'See:' }, { kind: 'code', text: 'print(1)' }])
  expect(blocksOf('')).toEqual([])
})

it('words that are marked are told apart; a mark without an end is a letter', () => {
  expect(spansOf('run `npm run up` for **all**, 2 ** 3 `')).toEqual([
    { kind: 'plain', text: 'run ' }, { kind: 'code', text: 'npm run up' }, { kind: 'plain', text: ' for ' }, { kind: 'strong', text: 'all' }, { kind: 'plain', text: ', 2 ** 3 `' },
  ])
})

it('Arabic in code is a turn of its own, up to the code’s own signs', () => {
  expect(turnsOf('const x = "مرحبا بكم"; // تعليق a')).toEqual(['const x = "', 'مرحبا بكم', '"; // ', 'تعليق', ' a'])
  expect(turnsOf('plain()')).toEqual(['plain()'])
})

it('no word is lost, whatever is said', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', 'ب', ' ', '\n', '`', '*', '```\n', '~~~\n') }), (text) => {
    const letters = (all: readonly { text: string }[]): string => all.map((one) => one.text).join('').replace(/[^aب]/g, '')
    const told = text.replace(/^\s{0,3}(`{3,}|~{3,})[^`\n]*$/gm, '').replace(/[^aب]/g, '')
    expect(letters(blocksOf(text)).length).toBeGreaterThanOrEqual(told.length)
    expect(turnsOf(text).join('')).toBe(text)
    expect(letters(spansOf(text))).toBe(text.replace(/[^aب]/g, ''))
  }), { numRuns: 300 })
})
