'use server'
import { adjustWallet } from '@/lib/domain/admin'
import { adminAction } from '@/lib/http/action'
import { routes } from '@/lib/routes'

/** Back to the wallet without the wish in its address: what was booked must not stand there as the next preview. */
export const adjustWalletAction = adminAction(adjustWallet, { redirectTo: ({ clientId }) => routes.adminClientWallet(clientId) })
