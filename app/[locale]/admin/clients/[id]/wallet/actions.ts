'use server'
import { adjustWallet } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'

export const adjustWalletAction = adminAction(adjustWallet)
