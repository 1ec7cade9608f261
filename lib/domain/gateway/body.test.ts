import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseBody } from './body'

const refused = (text: string): unknown => {
  try {
    return parseBody(text)
  } catch (error) {
    return (error as { code?: string }).code
  }
}
const nested = (depth: number, [open, close]: readonly [string, string]): string => `${open.repeat(depth)}1${close.repeat(depth)}`

describe('the body of a request', () => {
  it('is what JSON says it is, whatever its texts hold', () => {
    fc.assert(fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => { expect(parseBody(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value))) }))
    const brackets = JSON.stringify({ text: `${'["\\'.repeat(500)}`, after: [{}] })
    expect(parseBody(brackets)).toEqual(JSON.parse(brackets))
  })

  it('may begin with a byte order mark', () => expect(parseBody('\ufeff{"a":1}')).toEqual({ a: 1 }))

  it.each([['["a":', 'half'], ['', 'nothing'], [nested(1_000_000, ['[', ']']), 'lists in lists without end'], [nested(100_000, ['{"a":', '}']), 'objects in objects without end']])('is refused when it cannot be worked with (%#)', (text) => {
    expect(refused(text)).toBe('invalid_input')
  })

  it('may have wide objects, but none so wide that reading it holds everybody up', () => {
    const wide = (fields: number): string => JSON.stringify({ 'a:b': ':'.repeat(10_000), list: Array.from({ length: 20 }, () => Object.fromEntries(Array.from({ length: fields }, (_, i) => [`f${i}`, ':']))) })
    expect(Object.keys(parseBody(wide(4_900)) as object)).toEqual(['a:b', 'list'])
    expect(refused(wide(5_001))).toBe('invalid_input')
  })

  it('may be nested as deep as anything that means something', () => expect(refused(nested(190, ['[', ']']))).not.toBe('invalid_input'))
})
