import { expect, it } from 'vitest'
import { typedValues } from './typed-values'

it('what was typed comes back, numbers of tokens too, but nothing secret and nothing of the framework', () => {
  const form = new FormData()
  for (const name of ['name', 'contextTokens', 'maxOutputTokens', 'tokensPerMinute', 'password', 'newPassword', 'secret', 'token', 'botToken', '$ACTION_KEY']) form.append(name, name)
  form.append('file', new Blob(['x']))
  expect(Object.keys(typedValues(form))).toEqual(['name', 'contextTokens', 'maxOutputTokens', 'tokensPerMinute'])
})
