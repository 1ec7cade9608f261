'use server'
import { addTaxRate, endTaxRate, setTaxExempt } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const addTaxRateAction = adminAction(addTaxRate)
export const endTaxRateAction = adminAction(endTaxRate)
export const setTaxExemptAction = adminAction(setTaxExempt)
