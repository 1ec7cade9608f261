import { randomBytes } from 'node:crypto'
import { afterEach, describe, expect, it, vi } from 'vitest'

const [first, second] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')]

/** The secrets of instances as a process with these keys knows them. */
async function secretsWith(keys: Record<'MASTER_KEY' | 'MASTER_KEY_FORMER', string>) {
  vi.resetModules()
  for (const [name, value] of Object.entries({ DATABASE_URL: 'postgresql://127.0.0.1/none', AUTH_SECRET: 'test-auth-secret-test-auth-secret-00', ...keys })) vi.stubEnv(name, value)
  return import('./instance-secret')
}

afterEach(() => vi.unstubAllEnvs())

describe('the secret of an instance', () => {
  it('opens for its own instance only', async () => {
    const { instanceSecret, mintInstanceSecret } = await secretsWith({ MASTER_KEY: first, MASTER_KEY_FORMER: '' })
    const sealed = mintInstanceSecret('ins_a')
    expect(instanceSecret({ id: 'ins_a', ...sealed })).toMatch(/^[\w-]{43}$/)
    expect(() => instanceSecret({ id: 'ins_b', ...sealed })).toThrow()
  })

  it('is sealed anew, and stays the same, once another master key is in force', async () => {
    const before = await secretsWith({ MASTER_KEY: first, MASTER_KEY_FORMER: '' })
    const row = { id: 'ins_a', ...before.mintInstanceSecret('ins_a') }
    const secret = before.instanceSecret(row)
    expect(before.resealedInstanceSecret(row)).toBeNull()
    const after = await secretsWith({ MASTER_KEY: second, MASTER_KEY_FORMER: first })
    const next = { ...row, ...after.resealedInstanceSecret(row) }
    const alone = await secretsWith({ MASTER_KEY: second, MASTER_KEY_FORMER: '' })
    expect(alone.instanceSecret(next)).toBe(secret)
    expect(() => alone.instanceSecret(row)).toThrow('another MASTER_KEY')
  })
})
