import { platformDb } from '@/lib/db/platform-db'
import { newId, type IdPrefix } from '@/lib/kernel/id'
import type { TestClient } from './contexts'

/** How to reach for somebody else's object with a verb: the input that names it, one that names nothing, and its row. */
type ForeignObject = (victim: TestClient) => Promise<{ input: object; missing: object; read: () => Promise<unknown> }>

async function keyOf(victim: TestClient): Promise<string> {
  const id = newId('key')
  await platformDb.apiKey.create({ data: {
    id, clientId: victim.clientId, name: 'Victim', hash: new TextEncoder().encode(id), hint: 'mk_live_…0000', scopes: ['inference'], models: [], createdAt: new Date(),
  } })
  return id
}

const onKey = (extra: object = {}): ForeignObject => async (victim) => {
  const id = await keyOf(victim)
  return { input: { id, ...extra }, missing: { id: newId('key'), ...extra }, read: () => platformDb.apiKey.findUnique({ where: { id } }) }
}

/** Where the object's own table does not matter: nothing of the victim's may be found under this kind of id. */
const onMissing = (prefix: IdPrefix, extra: object = {}): ForeignObject => async () => ({
  input: { id: newId(prefix), ...extra }, missing: { id: newId(prefix), ...extra }, read: async () => null,
})

export const foreignObjects: Record<string, ForeignObject> = {
  'keys.get': onKey(),
  'keys.update': onKey({ name: 'Taken over' }),
  'keys.revoke': onKey(),
  'accounts.revokeSession': onMissing('ses'),
}
