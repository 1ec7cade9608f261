import { z } from 'zod'
import { paymentProviders } from '../view'

const id = z.string().min(1).max(64)

export const ListMethodsInput = z.object({})
export const AddMethodInput = z.object({ provider: z.enum(paymentProviders).optional().meta({ description: 'The first that can keep one when absent.' }) })
export const FinishMethodInput = z.object({ id: id.meta({ description: 'The set-up that `POST /api/payment-methods` began.' }) })
export const SetDefaultMethodInput = z.object({ id, isDefault: z.literal(true).default(true) })
export const ManageMethodInput = z.object({ id })
export const RemoveMethodInput = z.object({ id })
