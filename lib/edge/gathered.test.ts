import { expect, it } from 'vitest'
import { Gathered } from './gathered'

it('a body in single bytes is held in few pieces, and whole', () => {
  const [body, gathered] = [Buffer.from('{"text":"مرحبا"}'.repeat(10_000)), new Gathered()]
  for (let at = 0; at < body.length; at++) gathered.add(body.subarray(at, at + 1))
  expect(gathered.pieces).toBeLessThan(body.length / 500)
  expect([gathered.size, gathered.whole().equals(body)]).toEqual([body.length, true])
})

it('parts of any size come out in their order; none is nothing', () => {
  const [body, gathered] = [Buffer.from(Array.from({ length: 20_000 }, (_, i) => i % 251)), new Gathered()]
  for (let at = 0, size = 1; at < body.length; at += size, size = (size * 7) % 9_001) gathered.add(body.subarray(at, at + size))
  expect(gathered.whole().equals(body)).toBe(true)
  expect(new Gathered().whole().length).toBe(0)
})
