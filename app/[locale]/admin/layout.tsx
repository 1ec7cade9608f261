import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import type { ReactNode } from 'react'
import { AdminShell } from '@/components/layout/admin-shell'
import { Banner } from '@/components/ui/banner'
import { can, type Permission } from '@/lib/auth/permissions'
import { env } from '@/lib/env'
import { staffContext } from '@/lib/http/context'
import { signOutAction } from '../(auth)/actions'

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('admin')
  return { title: { default: t('title'), template: `%s · ${t('title')}` }, robots: { index: false, follow: false } }
}

/** Items of the sidebar and what opening them takes. */
const opens: Record<string, Permission> = {
  adminOverview: 'admin.getOverview', adminClients: 'admin.listClients', adminMails: 'admin.listMail', adminModels: 'admin.listModels', adminUpstreams: 'admin.listUpstreams',
  adminInstances: 'admin.listInstances', adminSubscriptions: 'admin.listSubscriptions', adminPlans: 'admin.listPlans',
  adminArrears: 'admin.listArrears', adminCoupons: 'admin.listCoupons', adminTax: 'admin.listTaxRates', adminRuns: 'admin.listBillingRuns', adminTestClocks: 'admin.listTestClocks',
  adminInvoices: 'admin.listInvoices', adminPayments: 'admin.listPayments', adminCoins: 'admin.coinBalances', adminRefunds: 'admin.listRefunds', adminDisputes: 'admin.listDisputes', adminProviders: 'admin.listPaymentProviders', adminReconciliation: 'admin.listFindings', adminWebhooks: 'admin.listWebhookEvents', adminJobs: 'admin.listJobs', adminLedger: 'admin.getLedger', adminAudit: 'admin.listAudit',
}

export default async function AdminLayout({ children }: { children: ReactNode }) {
  const ctx = await staffContext()
  const t = await getTranslations('portal.banner')
  const hidden = Object.entries(opens).filter(([, permission]) => !can(ctx.actor, permission)).map(([id]) => id)
  return (
    <AdminShell
      user={ctx.session.user} signOutAction={signOutAction} hidden={hidden}
      banners={env().BILLING_MODE === 'test' ? <Banner look="test">{t('test')}</Banner> : undefined}
    >
      {children}
    </AdminShell>
  )
}
