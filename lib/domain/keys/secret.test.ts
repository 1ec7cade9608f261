import { expect, it } from 'vitest'
import { hashSecret, mintSecret, readTrace } from './secret'

it('a leaked text is recognised as a whole key inside a line of code, as its SHA-256, and as a hint', () => {
  const { text, hash, hint } = mintSecret()
  for (const line of [text, `  ${text}\n`, `curl -H "Authorization: Bearer ${text}"`, `MATRIX_API_KEY=${text}`, `{"key":"${text}"}`]) expect(readTrace(line)).toEqual({ hash })
  expect(readTrace(Buffer.from(hash).toString('hex').toUpperCase())).toEqual({ hash: hashSecret(text) })
  for (const shown of [hint, `…${text.slice(-4)}`, `...${text.slice(-4)}`, `mk_live_****${text.slice(-4)}`]) expect(readTrace(shown)).toEqual({ hint })
})

it.each(['', 'hello', 'mk_live_', 'mk_live_short', 'abcd', `mk_live_${'A'.repeat(50)}`, 'f'.repeat(63)])('%j is nothing of a key', (text) => expect(readTrace(text)).toBeNull())
