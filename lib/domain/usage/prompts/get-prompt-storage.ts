import { query } from '../../command'
import { NoInput } from '../schema'
import { SetPromptStorageInput } from './schema'
import type { PromptStorageView } from './view'

/** Whether the client's prompts and answers are kept, and how many are. Off until somebody turns it on. */
export const getPromptStorage = query('usage.getPromptStorage', NoInput, async ({ db, clientId, clock }): Promise<PromptStorageView> => {
  const [setting, storedCount] = await Promise.all([
    db.promptStorage.findUnique({ where: { clientId }, select: { isOn: true, retentionDays: true, changedAt: true } }),
    db.promptRecord.count({ where: { clientId, expiresAt: { gt: clock.now() } } }),
  ])
  const { retentionDays } = SetPromptStorageInput.parse({ isOn: false })
  return { isOn: false, retentionDays, changedAt: null, ...setting, storedCount }
})
