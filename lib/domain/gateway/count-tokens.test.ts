import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { saidIn } from './answer-text'
import { guessTokens, mostPromptTokens, tokensOfPiece } from './count-tokens'
import { asServerCounts, learnCount } from './own-count'

describe('counting by ourselves', () => {
  it('guesses one token for each letter of scripts without spaces, and never less than a word is worth', () => {
    expect([guessTokens('你好世界'), guessTokens('hello'), guessTokens('internationalisation'), guessTokens('مرحبا'), guessTokens('  \n ')]).toEqual([4, 1, 3, 2, 0])
  })

  it('never guesses more than the bound that holds are made of', () => {
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => { expect(guessTokens(text)).toBeLessThanOrEqual(mostPromptTokens(text)) }))
  })

  it('guesses Latin text as it does beside other letters', () => {
    fc.assert(fc.property(fc.string({ unit: fc.integer({ min: 0, max: 0x24f }).map((code) => String.fromCharCode(code)), maxLength: 40 }), (text) => {
      expect(guessTokens(text)).toBe(guessTokens(`${text} 你`) - 1)
    }))
  })

  it('takes a piece for one token unless it plainly holds more', () => {
    expect([' the', 'ation', '\n\n', ' one two', 'a very long piece of text', '...'].map(tokensOfPiece)).toEqual([1, 1, 1, 2, 6, 1])
  })
})

describe('what a model said', () => {
  it.each([
    [{ delta: { content: 'a' } }, 'a'], [{ text: 'b' }, 'b'], [{ message: { role: 'assistant', content: 'c', refusal: null } }, 'c'],
    [{ delta: { content: '', tool_calls: [{ index: 0, id: 'x', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }] } }, 'f{"a":1}'],
    [{ delta: { reasoning_content: 'hm' } }, 'hm'], [{ delta: {}, finish_reason: 'stop' }, ''], [null, ''], ['x', ''], [{ delta: { tool_calls: [null] } }, ''],
  ])('in %j is %j', (choice, said) => { expect(saidIn(choice)).toBe(said) })
})

describe('how a server counts', () => {
  it('is learned from its own answers, forgotten slowly, and left alone where it hardly differs', () => {
    const learn = (server: string, reported: number, counted: number): void => learnCount(server, { reported: 10, counted: 10 }, { reported, counted })
    learn('twice', 200, 100)
    learn('same', 103, 100)
    learn('wild', 10_000, 1)
    expect([asServerCounts('twice', 'output', 50), asServerCounts('same', 'output', 50), asServerCounts('wild', 'output', 50), asServerCounts('unknown', 'output', 50)]).toEqual([100, 50, 50, 50])
    for (let i = 0; i < 200; i++) learn('twice', 100, 100)
    expect(asServerCounts('twice', 'output', 50)).toBe(50)
  })
})
