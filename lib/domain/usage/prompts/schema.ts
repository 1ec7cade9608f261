import { z } from 'zod'

export const mostRetentionDays = 90

export const SetPromptStorageInput = z.strictObject({
  /** Whether prompts and answers are kept from now on. */
  isOn: z.boolean(),
  /** How long each is kept: 1 to 90 days. A shorter time counts for what is stored already. */
  retentionDays: z.coerce.number().int().min(1).max(mostRetentionDays).default(30),
  /** Deletes everything that is stored, at once. */
  deleteStored: z.boolean().default(false),
})
