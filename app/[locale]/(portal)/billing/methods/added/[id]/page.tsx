import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { MethodName } from '@/components/billing/method-name'
import { PageHeader } from '@/components/data/page-header'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { finishMethod } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { fieldMessages } from '@/lib/http/problem'
import { Link } from '@/lib/i18n/navigation'
import { DomainError } from '@/lib/kernel/error'
import { routes } from '@/lib/routes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.methods'))('addedTitle') }
}

/** The address that providers send people back to: was the card saved? Opening it again changes nothing. */
export default async function MethodAddedPage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }, t] = [await portalContext(), await params, await getTranslations('billing.methods')]
  const { status, method, refusal } = await finishMethod(ctx, { id }).then((added) => ({ ...added, refusal: null })).catch((error: unknown) => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    const problem = error instanceof DomainError ? error.fields?.card : undefined
    if (!problem) throw error
    return { status: 'refused' as const, method: null, refusal: fieldMessages(ctx.locale, { card: problem }).card }
  })
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('addedTitle')} crumbs={[{ label: t('title'), href: routes.methods() }]} />
      {method ? (
        <Notice look="success" title={t('addedSaved')}>{t.rich(method.isDefault ? 'addedDefault' : 'addedOther', { name: () => <MethodName method={method} /> })}</Notice>
      ) : <Notice look={refusal ? 'danger' : 'warning'} title={t('addedNot')}>{refusal ?? t('addedNotHint')}</Notice>}
      <div><Button asChild look={status === 'saved' ? 'primary' : 'secondary'}><Link href={routes.methods()}>{t('back')}</Link></Button></div>
    </div>
  )
}
