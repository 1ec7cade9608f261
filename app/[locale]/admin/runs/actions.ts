'use server'
import { releaseParkedClient } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const releaseParkedClientAction = adminAction(releaseParkedClient)
