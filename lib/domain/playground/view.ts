import { z } from 'zod'
import { ConversationContent } from './schema'

export const ConversationSummaryView = z.object({ id: z.string(), title: z.string(), version: z.number().int().meta({ description: 'Of what was said; give it back with what is said next.' }), createdAt: z.date(), updatedAt: z.date() })
export type ConversationSummaryView = z.infer<typeof ConversationSummaryView>

export const ConversationListView = z.object({
  keepsHistory: z.boolean().meta({ description: 'Whether new conversations of this person are kept.' }),
  data: z.array(ConversationSummaryView).meta({ description: 'The last used first; at most 200 are kept.' }),
})
export type ConversationListView = z.infer<typeof ConversationListView>

export const ConversationView = ConversationSummaryView.extend({ content: ConversationContent })
export type ConversationView = z.infer<typeof ConversationView>

export const HistorySettingView = z.object({ keepsHistory: z.boolean() })
export const ClearedView = z.object({ deleted: z.number().int() })
