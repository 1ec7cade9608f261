import { describe, expect, test } from 'vitest'
import { entryProblems, isBelow, lockfileProblems } from './floors.mjs'

const table = { floors: { next: { floor: '16.4.2', reason: 'advisories' } }, banned: { xlsx: 'unmaintained' } }

describe('lockfiles', () => {
  test.each([
    ['16.4.1', true], ['16.4.2', false], ['16.4.10', false], ['15.99.0', true], ['17.0.0', false], ['16.4.2-canary.1', false],
  ])('%s against the floor 16.4.2: below is %s', (version, below) => {
    expect(isBelow(version, '16.4.2')).toBe(below)
  })

  test('a nested copy below its floor is found', () => {
    expect(entryProblems('node_modules/some-app/node_modules/next', { version: '15.0.0' }, table)).toHaveLength(1)
  })

  test('a banned package is found at any release', () => {
    expect(entryProblems('node_modules/xlsx', { version: '99.0.0' }, table)[0]).toContain('banned')
  })

  test('a package that is locked to another host is found', () => {
    const resolved = 'https://mirror.example.com/a/-/a-1.0.0.tgz'
    expect(entryProblems('node_modules/a', { version: '1.0.0', resolved }, table)).toEqual(['node_modules/a is locked to mirror.example.com'])
  })

  test('ours are clean', () => {
    expect(lockfileProblems()).toEqual([])
  })
})
