import { z } from 'zod'

export const TestClockView = z.object({
  id: z.string(), name: z.string(), now: z.date(), targetAt: z.date().nullable().meta({ description: 'Where it is on its way to.' }), createdAt: z.date(),
  clients: z.array(z.object({ id: z.string(), name: z.string() })),
})
export type TestClockView = z.infer<typeof TestClockView>
