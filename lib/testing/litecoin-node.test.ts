import { afterEach, expect, it, vi } from 'vitest'
import { startLitecoin } from './litecoin-node'

afterEach(() => { vi.unstubAllEnvs() })

it('a machine without the node’s program fails what needs it, and never passes it over', async () => {
  vi.stubEnv('PATH', import.meta.dirname)
  await expect(startLitecoin()).rejects.toMatchObject({ code: 'ENOENT' })
})
