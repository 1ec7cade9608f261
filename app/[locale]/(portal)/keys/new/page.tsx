import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { SubmitButton } from '@/components/form/submit-button'
import { KeyFields, newKeyDraft } from '@/components/keys/key-fields'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { can } from '@/lib/auth/permissions'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { keyOfferOf } from '../_components/key-offer'
import { NewKeyForm } from '../_components/new-key-form'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('form.createTitle') }
}

/** A name is enough; everything else is there for who needs it. */
export default async function NewKeyPage() {
  const [ctx, t] = [await portalContext(), await getTranslations('keys')]
  const offer = await getOffer(ctx, {})
  const mayCreate = can(ctx.actor, 'keys.create') && !ctx.isSuspended
  return (
    <div className="mx-auto grid w-full max-w-form gap-6">
      <PageHeader title={t('form.createTitle')} lead={t('form.createLead')} crumbs={[{ label: t('page.title'), href: routes.keys() }]} />
      {!mayCreate ? <Notice>{t('detail.readOnly')}</Notice> : offer.plan === null ? <PlanNeeded /> : (
        <NewKeyForm secretTitle={t('created.title')} secretWarning={t('created.warning')}>
          <KeyFields draft={newKeyDraft} offer={keyOfferOf(offer, ctx)} isFolded />
          <div className="flex flex-wrap justify-end gap-2">
            <Button asChild><Link href={routes.keys()}>{t('form.cancel')}</Link></Button>
            <SubmitButton>{t('form.submit')}</SubmitButton>
          </div>
        </NewKeyForm>
      )}
    </div>
  )
}

async function PlanNeeded() {
  const [t, dashboard] = [await getTranslations('keys'), await getTranslations('dashboard')]
  return <Notice look="warning">{t('planNeeded')} <Button asChild size="sm"><Link href={routes.plans()}>{dashboard('noPlan.act')}</Link></Button></Notice>
}
