import { describe, expect, it } from 'vitest'
import { saidIn, saidInChoices, wordsIn } from './answer-text'

describe('what a model said', () => {
  it.each([
    ['words alone', { delta: { role: 'assistant', content: 'a word' } }, 'a word'],
    ['nothing yet', { delta: { role: 'assistant', content: null, refusal: null } }, ''],
    ['nothing at all', { delta: {} }, ''],
    ['a refusal', { message: { role: 'assistant', content: null, refusal: 'No.' } }, 'No.'],
    ['reasoning under both of its names', { delta: { reasoning_content: 'hm ', reasoning: 'hm ' } }, 'hm '],
    ['reasoning before words', { delta: { content: 'so', reasoning_content: 'hm ' } }, 'sohm '],
    ['a call of a tool', { delta: { content: null, tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}' } }] } }, 'f{}'],
    ['words in parts', { message: { content: [{ type: 'text', text: 'one ' }, { type: 'text', text: 'two' }] } }, 'one two'],
    ['a text completion', { text: 'plain' }, 'plain'],
    ['no choice', null, ''],
  ])('is read from %s', (_what, choice, said) => expect(saidIn(choice)).toBe(said))

  it('is what a chunk adds, also where it repeats everything before it', () => {
    const [chunk, completion] = [{ delta: { content: ' world' }, message: { content: 'Hello world' } }, { text: 'a', message: { content: 'b' } }]
    expect([saidIn(chunk), wordsIn(chunk)]).toEqual([' world', ' world'])
    expect([saidIn(completion), wordsIn(completion)]).toEqual(['ab', undefined])
  })

  it('is read from every choice', () => expect(saidInChoices([{ text: 'a' }, { message: { content: 'b' } }])).toEqual(['a', 'b']))
})
