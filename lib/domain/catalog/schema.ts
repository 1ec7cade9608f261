import { z } from 'zod'

export const ListPlansInput = z.object({})
export const GetPlanInput = z.object({ id: z.string().min(1).max(64).meta({ description: 'The plan’s id or its code.' }) })
export const ListModelsInput = z.object({})
