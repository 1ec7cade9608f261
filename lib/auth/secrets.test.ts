import { beforeAll, describe, expect, it, vi } from 'vitest'
import { hashPassword, passwordMatches } from './password'
import { open, seal } from './secret-box'
import { hashToken, newToken, sameHash } from './token'

const [first, second] = [Buffer.alloc(32, 7).toString('base64'), Buffer.alloc(32, 8).toString('base64')]

beforeAll(() => {
  Object.assign(process.env, {
    DATABASE_URL: 'postgresql://127.0.0.1/none', AUTH_SECRET: 'test-auth-secret-test-auth-secret-00', MASTER_KEY: first,
  })
})

/** The same code after the operator changed its keys and started it again. */
async function boxWith(keys: Record<string, string>) {
  vi.resetModules()
  Object.assign(process.env, keys)
  return import('./secret-box')
}

describe('a password', () => {
  it('is kept as argon2id with at least 19 MiB and two passes, salted anew each time', async () => {
    const [one, two] = await Promise.all([hashPassword('a quiet lapis morning'), hashPassword('a quiet lapis morning')])
    const cost = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$/.exec(one)
    expect(Number(cost?.[1])).toBeGreaterThanOrEqual(19_456)
    expect(Number(cost?.[2])).toBeGreaterThanOrEqual(2)
    expect(one).not.toBe(two)
  })

  it('matches itself only, and nothing matches where there is no hash or a broken one', async () => {
    const hash = await hashPassword('a quiet lapis morning')
    expect(await passwordMatches('a quiet lapis morning', hash)).toBe(true)
    expect(await passwordMatches('a quiet lapis evening', hash)).toBe(false)
    expect(await passwordMatches('nobody has this password', null)).toBe(false)
    expect(await passwordMatches('unusable', 'unusable')).toBe(false)
  })
})

describe('a sealed secret', () => {
  it('opens where it belongs and nowhere else', () => {
    const { ciphertext, keyId } = seal('sk-upstream', 'Upstream/ups_1/a.test')
    expect(open(ciphertext, keyId, 'Upstream/ups_1/a.test')).toBe('sk-upstream')
    expect(() => open(ciphertext, keyId, 'Upstream/ups_2/a.test')).toThrow()
    expect(Buffer.from(ciphertext).includes('sk-upstream')).toBe(false)
  })

  it('does not open after one bit changed or with another key', () => {
    const { ciphertext, keyId } = seal('sk-upstream', 'x')
    const changed = Uint8Array.from(ciphertext, (byte, i) => (i === ciphertext.length - 1 ? byte ^ 1 : byte))
    expect(() => open(changed, keyId, 'x')).toThrow()
    expect(() => open(ciphertext, 'another', 'x')).toThrow('another MASTER_KEY')
  })

  it('opens with a former key while the operator names it, and new ones are sealed with the one in force', async () => {
    const { ciphertext, keyId } = seal('sk-upstream', 'x')
    const after = await boxWith({ MASTER_KEY: second, MASTER_KEY_FORMER: first })
    expect(after.open(ciphertext, keyId, 'x')).toBe('sk-upstream')
    expect([after.isCurrentKey(keyId), after.isCurrentKey(after.seal('sk-upstream', 'x').keyId)]).toEqual([false, true])
    const without = await boxWith({ MASTER_KEY: second, MASTER_KEY_FORMER: '' })
    expect(() => without.open(ciphertext, keyId, 'x')).toThrow('another MASTER_KEY')
  })

  it('never looks the same twice', () => {
    expect(seal('a', 'x').ciphertext).not.toEqual(seal('a', 'x').ciphertext)
  })
})

it('a token has 256 random bits and is known by its hash', () => {
  const token = newToken()
  expect(Buffer.from(token.text, 'base64url')).toHaveLength(32)
  expect(sameHash(token.hash, hashToken(token.text))).toBe(true)
  expect(sameHash(token.hash, hashToken(`${token.text}x`))).toBe(false)
})
