import { Download } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { getTranslations } from 'next-intl/server'
import { CreditNotePaper } from '@/components/billing/credit-note-paper'
import { PageHeader } from '@/components/data/page-header'
import { Button } from '@/components/ui/button'
import { Icon } from '@/components/ui/dir-icon'
import { getCreditNote } from '@/lib/domain/billing'
import { portalContext } from '@/lib/http/context'
import { DomainError } from '@/lib/kernel/error'
import { Link } from '@/lib/i18n/navigation'
import { apiRoutes, routes } from '@/lib/routes'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('billing.creditNotes'))('title') }
}

export default async function CreditNotePage({ params }: { params: Promise<{ id: string }> }) {
  const [ctx, { id }, t, invoice] = [await portalContext(), await params, await getTranslations('billing.creditNotes'), await getTranslations('billing.invoice')]
  const note = await getCreditNote(ctx, { id }).catch((error: unknown): never => {
    if (error instanceof DomainError && error.code === 'not_found') notFound()
    throw error
  })
  const other = ctx.locale === 'ar' ? 'en' : 'ar'
  return (
    <div className="grid gap-6">
      <PageHeader
        crumbs={[{ label: t('title'), href: routes.creditNotes() }]} title={t('one', { number: note.number })}
        lead={<Link className="link" href={routes.invoice(note.invoiceId)}>{t('ofInvoice')} <bdi dir="ltr">{note.invoiceNumber ?? note.invoiceId}</bdi></Link>}
        actions={
          <>
            <Button asChild><a href={apiRoutes.creditNotePdf(note.id, { locale: ctx.locale })}><Icon icon={Download} />{invoice('pdf')}</a></Button>
            <Button asChild look="ghost"><a href={apiRoutes.creditNotePdf(note.id, { locale: other })}>{invoice('pdfOther')}</a></Button>
          </>
        }
      />
      <CreditNotePaper note={note} locale={ctx.locale} />
    </div>
  )
}
