import { getTranslations } from 'next-intl/server'
import { isolated } from '@/lib/i18n/isolate'

type Names = (id: string) => string

const clearing = 'clearing_'

/** What staff call each way that payments come; one that is not listed keeps its own name. */
export async function providerNames(): Promise<Names> {
  const t = await getTranslations('admin.providers.names')
  return (provider) => (t.has(provider as 'stripe') ? t(provider as 'stripe') : provider)
}

/** What the accounts of the ledger are called; each provider has a clearing account. */
export async function accountNames(): Promise<Names> {
  const [t, nameOf] = await Promise.all([getTranslations('admin.ledger.account'), providerNames()])
  return (account) => {
    if (account.startsWith(clearing)) return t('clearing', { provider: isolated(nameOf(account.slice(clearing.length))) })
    return t.has(account as 'wallet') ? t(account as 'wallet') : account
  }
}
