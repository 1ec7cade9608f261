import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { writtenAnswer } from './written-answer'

const answerOf = (content: unknown, more: object = {}): object => ({ id: 'req_1', choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }], usage: { cost: '0.1' }, ...more })

describe('a written answer', () => {
  it('is the JSON of the answer, whatever its words are', () => {
    const words = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 400 }), fc.string({ unit: 'binary', maxLength: 400 }), fc.stringMatching(/^[ -~]{100,300}$/), fc.stringMatching(/^[ء-ي ]{100,200}$/), fc.stringMatching(/^[a-z😀-😎]{100,200}$/u))
    fc.assert(fc.property(words, (content) => {
      const answer = answerOf(content)
      const json = JSON.stringify(answer)
      expect(writtenAnswer(answer)).toBe(json)
      expect(JSON.stringify(answer)).toBe(json)
    }), { numRuns: 500 })
  })

  it('is that too where there are several choices, no words, or something else in their place', () => {
    const long = 'word '.repeat(50)
    for (const answer of [
      answerOf(long, { choices: [0, 1].map((index) => ({ index, message: { content: long } })) }), answerOf(null), answerOf([long]), answerOf(undefined), answerOf(`${long}"quoted"`),
      { choices: [null] }, { choices: [{ text: long }] }, { choices: [] }, { data: [] }, answerOf(long, { system_fingerprint: long }), answerOf(`${long}\ud800`),
    ]) expect(writtenAnswer(answer)).toBe(JSON.stringify(answer))
  })
})
