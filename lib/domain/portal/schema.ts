import { z } from 'zod'

export const GetDashboardInput = z.object({})
export const GetOfferInput = z.object({})
