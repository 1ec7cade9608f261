import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { DateTime, NoValue } from '@/components/data/date-time'
import { FactStrip } from '@/components/data/fact-strip'
import { PageHeader } from '@/components/data/page-header'
import { Status } from '@/components/data/status'
import { Notice } from '@/components/ui/banner'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getMail } from '@/lib/domain/admin'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { LinkedText } from '../../_components/linked-text'
import { Code } from '../../_components/list-page'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.mail'))('title') }
}

export default async function MailDetailPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getMail')
  const [t, { id }] = await Promise.all([getTranslations('admin.mail'), params])
  const mail = await orNotFound(getMail(ctx, { id }))
  const facts = [
    { label: t('to'), value: <bdi dir="ltr" className="break-all">{mail.to}</bdi> },
    { label: t('state'), value: <Status domain="mail" state={mail.state} />, hint: t(mail.transport === 'smtp' ? 'smtp' : 'local') },
    { label: t('at'), value: <DateTime at={mail.createdAt} timeZone={staffZone} /> },
    { label: t('sentAt'), value: <DateTime at={mail.sentAt} timeZone={staffZone} /> },
    { label: t('template'), value: <Code>{mail.template}</Code>, hint: t(`languages.${mail.locale === 'ar' ? 'ar' : 'en'}`) },
    { label: t('attachments'), value: mail.attachments.length > 0 ? <bdi dir="ltr" className="break-all">{mail.attachments.join(', ')}</bdi> : <NoValue /> },
  ]
  return (
    <div className="grid gap-5">
      <PageHeader title={mail.subject} crumbs={[{ label: t('title'), href: routes.adminMails() }]} lead={mail.clientId ? <Link href={routes.adminClient(mail.clientId)} className="link">{t('openClient')}</Link> : undefined} />
      <FactStrip facts={facts} />
      {mail.lastError ? <Notice look="danger" title={t('lastError', { attempts: mail.attempts })}><Code>{mail.lastError}</Code></Notice> : null}
      <Card>
        <CardHeader title={t('text')} hint={t('textHint')} />
        <CardBody><LinkedText text={mail.text} /></CardBody>
      </Card>
      <details className="rounded-card border bg-surface">
        <summary className="cursor-pointer px-4 py-3 font-medium sm:px-5">{t('source')}</summary>
        <pre dir="ltr" className="overflow-x-auto border-t bg-sunken p-4 font-mono text-mono whitespace-pre-wrap break-words sm:p-5">{mail.html}</pre>
      </details>
    </div>
  )
}
