import { expect, vi } from 'vitest'
import { hotPool } from '@/lib/db/pool'
import { gatewayPost } from './gateway-call'
import type { Metered } from './metered-client'

/** The statements that a call sends on the hot path. */
export async function statementsOf(client: Metered, over: object = {}): Promise<(string | undefined)[]> {
  const query = vi.spyOn(hotPool(), 'query')
  try {
    await gatewayPost(client, over)
    return query.mock.calls.map(([statement]) => (statement as unknown as { name?: string }).name)
  } finally {
    query.mockRestore()
  }
}

/** How often the call had its key read. */
export const readsOf = async (client: Metered, over: object = {}): Promise<number> => (await statementsOf(client, over)).filter((name) => name === 'fresh_read').length

/** Calls until this process knows the key and the model. Facts are kept for seconds, so a machine that stands still for longer reads once more. */
export async function warm(client: Metered, over: object = {}): Promise<void> {
  await expect.poll(() => readsOf(client, over)).toBe(0)
}
