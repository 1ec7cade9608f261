import { expect, it } from 'vitest'
import { z } from 'zod'
import { DomainError } from '@/lib/kernel/error'
import { parseInput } from './parse'

const schema = z.object({ count: z.number().int().max(9), rate: z.coerce.number(), name: z.string().min(1), isOn: z.boolean(), list: z.array(z.string()).min(1).max(2), map: z.record(z.string(), z.string()), when: z.date() }).partial()
const problemsOf = (raw: object): unknown => {
  try {
    return parseInput(schema, raw)
  } catch (error) {
    return error instanceof DomainError ? error.fields : error
  }
}

it('a field of the wrong kind is told what it should be', () => {
  const mustBe = (type: string): object => ({ code: 'mustBe', params: { type } })
  expect(problemsOf({ count: '4', rate: 'x', name: 5, isOn: 'true', list: 'a', map: [], when: 1 })).toEqual({
    count: mustBe('number'), rate: mustBe('number'), name: mustBe('string'), isOn: mustBe('boolean'), list: mustBe('array'), map: mustBe('object'), when: { code: 'invalid' },
  })
  expect(problemsOf({ count: 1.5 })).toEqual({ count: mustBe('int') })
})

it('names the first of very many, so that an answer is never many times as large as what was sent', () => {
  expect(Object.keys(problemsOf({ map: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, i])) }) as object)).toHaveLength(20)
})

it('more wrong values than can be gathered are a wrong request like any other', () => {
  const nested = z.object({ rows: z.array(z.object({ cells: z.array(z.object({ a: z.string() })) })) })
  const rows = [{ cells: Array.from({ length: 300_000 }, () => ({})) }]
  expect(() => parseInput(nested, { rows })).toThrow(DomainError)
})

it('a size out of bounds is told in the words of what it measures', () => {
  expect(problemsOf({ list: [], name: '', count: 10 })).toEqual({ list: { code: 'tooFew', params: { min: 1 } }, name: { code: 'required' }, count: { code: 'tooBig', params: { max: '9' } } })
  expect(problemsOf({ list: ['a', 'b', 'c'] })).toEqual({ list: { code: 'tooMany', params: { max: 2 } } })
})
