'use server'
import { checkLedger } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const checkLedgerAction = adminAction(checkLedger)
