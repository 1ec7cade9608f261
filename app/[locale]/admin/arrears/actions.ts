'use server'
import { extendArrears } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const extendArrearsAction = adminAction(extendArrears)
