import { describe, expect, it } from 'vitest'
import { safeNext } from './safe-next'

describe('the place to go after signing in', () => {
  it.each([
    ['/keys', { href: '/keys' }],
    ['/usage?period=7d#top', { href: '/usage?period=7d#top' }],
    ['/ar/keys', { href: '/keys', locale: 'ar' }],
    ['/ar', { href: '/', locale: 'ar' }],
    ['/apiary', { href: '/apiary' }],
  ])('may be a path of our own: %s', (next, expected) => {
    expect(safeNext(next)).toEqual(expected)
  })

  it.each([
    'https://evil.test/', '//evil.test', '/\\evil.test', '\\/evil.test', 'javascript:alert(1)', '/\tevil', '/a\r\nLocation: x', 'keys', '', undefined, ['/keys'],
    '/api/auth/signout', '/_next/x', '/..//evil.test', '/.//evil.test', '/ar/api/me',
  ])('is never another one: %j', (next) => {
    expect(safeNext(next)).toBeUndefined()
  })
})
