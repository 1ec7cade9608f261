import { describe, expect, it } from 'vitest'
import { countriesIn, countryCodes } from './countries'
import { deviceOf } from './device'
import { normalizeEmail } from './email'
import { passwordProblem } from './password-policy'

describe('the password policy', () => {
  it.each(['password123', 'PASSWORD123', '1234567890', 'aaaaaaaaaaaa', 'abababababab'])('refuses %s as too easy', (password) => {
    expect(passwordProblem(password)).toBe('weakPassword')
  })

  it('refuses a password that holds the address', () => {
    expect(passwordProblem('my-Lapislazuli-1', 'lapislazuli@example.test')).toBe('passwordHasEmail')
    expect(passwordProblem('al@example.test', 'al@example.test')).toBe('passwordHasEmail')
  })

  it.each(['a quiet lapis morning', 'صباح هادئ جميل', 'correct horse battery'])('takes %s', (password) => {
    expect(passwordProblem(password, 'al@example.test')).toBeNull()
  })
})

it('addresses are compared without case, space and width', () => {
  expect(normalizeEmail(' Sara@Example.TEST ')).toBe('sara@example.test')
})

it('every country has a name in both languages, sorted as that language sorts', () => {
  expect(new Set(countryCodes).size).toBe(249)
  expect(countriesIn('en').find(({ code }) => code === 'AE')?.name).toBe('United Arab Emirates')
  expect(countriesIn('ar').find(({ code }) => code === 'AE')?.name).toBe('الإمارات العربية المتحدة')
  expect(countriesIn('en').filter(({ code, name }) => code === name)).toEqual([])
})

it.each([
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Firefox · Linux'],
  ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0 Safari/537.36 Edg/156.0', 'Edge · Windows'],
  ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1', 'Safari · iOS'],
  ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/156.0 Mobile Safari/537.36', 'Chrome · Android'],
  ['curl/8.0', 'curl'], ['<script>', null], [null, null],
])('a browser is named as it names itself: %s', (userAgent, name) => {
  expect(deviceOf(userAgent)).toBe(name)
})
