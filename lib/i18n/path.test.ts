import { describe, expect, it } from 'vitest'
import { localizedPath, pathWithoutLocale } from './path'

describe('localizedPath', () => {
  it('leaves English bare and puts Arabic under /ar', () => {
    expect(['/', '/plans', '/keys?status=active', '/?x=1', '/#models'].map((path) => localizedPath(path, 'en'))).toEqual(['/', '/plans', '/keys?status=active', '/?x=1', '/#models'])
    expect(['/', '/plans', '/keys?status=active', '/?x=1', '/#models'].map((path) => localizedPath(path, 'ar'))).toEqual(['/ar', '/ar/plans', '/ar/keys?status=active', '/ar?x=1', '/ar#models'])
  })

  it('does not touch what is not a path of ours', () => {
    expect(['https://example.com/', 'mailto:a@b.c', '#here'].map((path) => localizedPath(path, 'ar'))).toEqual(['https://example.com/', 'mailto:a@b.c', '#here'])
  })
})

describe('pathWithoutLocale', () => {
  it('takes the language off, and only the language', () => {
    expect(['/ar', '/ar/plans', '/en/plans', '/plans', '/', '/arabic', '/end'].map(pathWithoutLocale)).toEqual(['/', '/plans', '/plans', '/plans', '/', '/arabic', '/end'])
  })
})
