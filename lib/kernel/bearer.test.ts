import { expect, it } from 'vitest'
import { bearerOf } from './bearer'

it('a bearer token is found however its scheme is spelt, and nothing else is taken for one', () => {
  expect(['Bearer mk_1', 'bearer mk_1', 'BEARER   mk_1'].map(bearerOf)).toEqual(['mk_1', 'mk_1', 'mk_1'])
  expect([undefined, null, '', 'mk_1', 'Bearer', 'Bearer ', 'Basic mk_1', 'Bearer mk_1 mk_2'].map(bearerOf)).toEqual(Array(8).fill(undefined))
})
