import { z } from 'zod'

export const GetDashboardInput = z.object({})
