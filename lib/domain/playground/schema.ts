import { z } from 'zod'

/** How many conversations of one person in one client are kept, and how large one may be. */
export const historyLimits = { conversations: 200, bytes: 262_144, titleLength: 120 } as const

const text = z.string().max(200_000)
const model = z.string().min(1).max(200)

const Receipt = z.strictObject({
  inputTokens: z.number().int().min(0),
  outputTokens: z.number().int().min(0),
  costPicos: z.string().regex(/^\d{1,30}$/).nullable(),
  isEstimated: z.boolean(),
})

const Answer = z.strictObject({
  state: z.enum(['done', 'stopped', 'failed']),
  text,
  /** What it thought before, where its model tells. */
  thought: text.optional(),
  model,
  requestId: z.string().max(60).optional(),
  problem: z.strictObject({ code: z.string().max(60), message: z.string().max(2_000), requestId: z.string().max(60).optional() }).optional(),
  receipt: Receipt.optional(),
  firstTokenMs: z.number().min(0).optional(),
  totalMs: z.number().min(0).optional(),
})

/** A conversation as the playground holds it: what was asked, and each column's answer (null where that column never ran). */
export const ConversationContent = z.strictObject({
  system: text,
  columns: z.array(model).min(1).max(2),
  settings: z.strictObject({
    temperature: z.number().min(0).max(2).nullable(),
    topP: z.number().min(0).max(1).nullable(),
    maxTokens: z.number().int().min(1).nullable(),
    stop: z.array(z.string().min(1).max(200)).max(4),
    seed: z.number().int().nullable(),
    isJson: z.boolean(),
    presencePenalty: z.number().min(-2).max(2).nullable(),
    frequencyPenalty: z.number().min(-2).max(2).nullable(),
  }),
  turns: z.array(z.strictObject({ id: z.string().min(1).max(60), prompt: text, answers: z.array(Answer.nullable()).max(2) })).max(500),
})
export type ConversationContent = z.infer<typeof ConversationContent>

const title = z.string().trim().min(1).max(historyLimits.titleLength)

const writer = z.string().min(1).max(60).optional().meta({ description: 'The page that writes, by a name of its own: it may write on after its own writing, whose answer it may not have read.' })

export const SaveConversationInput = z.strictObject({ title: title.optional(), content: ConversationContent, writer })
export const UpdateConversationInput = z.strictObject({
  id: z.string(), title: title.optional(), content: ConversationContent.optional(), writer,
  version: z.number().int().min(1).optional().meta({ description: 'The version that `content` carries on with, without which none is taken.' }),
})
export const ConversationIdInput = z.strictObject({ id: z.string() })
export const SetHistoryInput = z.strictObject({ isOn: z.boolean() })
export const NoInput = z.strictObject({})
