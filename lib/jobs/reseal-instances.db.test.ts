import { afterEach, expect, it, vi } from 'vitest'
import { createTestClient } from '@/lib/testing/contexts'
import { createInstanceModel, createInstanceRow, createInstanceSize, instanceNow } from '@/lib/testing/managed-instance'
import { instanceSecret } from '@/lib/providers/instance-runtime/instance-secret'

afterEach(() => vi.unstubAllEnvs())

it('a secret of a former key is the same under the present one, which opens it alone', async () => {
  const { clientId } = await createTestClient()
  const id = await createInstanceRow({ clientId, sizeId: await createInstanceSize(), modelId: await createInstanceModel(), desired: 'stopped' })
  const before = await instanceNow(id)
  const secret = instanceSecret(before)
  vi.resetModules()
  vi.stubEnv('MASTER_KEY_FORMER', process.env.MASTER_KEY)
  vi.stubEnv('MASTER_KEY', Buffer.alloc(32, 9).toString('base64'))
  const { resealInstances } = await import('./reseal-instances')
  const present = await import('@/lib/providers/instance-runtime/instance-secret')
  expect(await resealInstances()).toBe(1)
  expect(await resealInstances()).toBe(0)
  const after = await instanceNow(id)
  expect(after.secretKeyId).not.toBe(before.secretKeyId)
  expect(present.instanceSecret(after)).toBe(secret)
  expect(() => instanceSecret(after)).toThrow('another MASTER_KEY')
})
