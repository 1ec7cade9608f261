import { z } from 'zod'

export const PromptStorageView = z.object({
  isOn: z.boolean(),
  retentionDays: z.number().int(),
  storedCount: z.number().int().meta({ description: 'How many requests\' prompts and answers are stored now.' }),
  changedAt: z.date().nullable(),
})
export type PromptStorageView = z.infer<typeof PromptStorageView>

export const PromptView = z.object({
  id: z.string(),
  prompt: z.unknown().meta({ description: 'The prompt as it was sent: messages and tools, a prompt or an input. Text that was cut off is a string.' }),
  answer: z.string().meta({ description: 'What the model said.' }),
  isTruncated: z.boolean(),
  createdAt: z.date(),
  expiresAt: z.date(),
})
export type PromptView = z.infer<typeof PromptView>
