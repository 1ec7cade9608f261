import { z } from 'zod'

const text = z.string().trim().min(1).max(200)

/** One line that staff write. */
export const ManualLine = z.object({
  description: text.meta({ description: 'What is sold, in English or in both languages.' }),
  descriptionAr: text.optional().meta({ description: 'In Arabic; the other text when absent.' }),
  quantity: z.coerce.number().int().min(1).max(100_000).default(1),
  unitMinor: z.coerce.bigint().min(-100_000_000n).max(100_000_000n).meta({ description: 'In the client’s currency; negative for a rebate.' }),
  isTaxable: z.boolean().default(true),
})
export type ManualLine = z.output<typeof ManualLine>
