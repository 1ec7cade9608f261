import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '@/components/data/page-header'
import { RelativeTime } from '@/components/data/relative-time'
import { Status } from '@/components/data/status'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import { getUpstream } from '@/lib/domain/admin'
import { isolated } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { Code } from '../../_components/list-page'
import { orNotFound, staffPage, staffZone } from '../../_components/staff-page'
import { removeUpstreamAction, saveUpstreamAction } from '../../actions'
import { checkErrorText } from '../_check-error'
import { UpstreamForm } from '../_form'
import { SwitchButton } from '../_switch-button'
import { TestButton } from '../_test-button'

const reasons = ['unreachable', 'unknown_host', 'certificate', 'no_tls', 'timeout', 'refused_address', 'unauthorized', 'redirected', 'busy', 'server_error', 'no_models_list', 'bad_answer', 'not_configured'] as const

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('admin.upstreams'))('title') }
}

export default async function UpstreamPage({ params }: { params: Promise<{ id: string }> }) {
  const ctx = await staffPage('admin.getUpstream')
  const [t, { id }] = await Promise.all([getTranslations('admin.upstreams'), params])
  const upstream = await orNotFound(getUpstream(ctx, { id }))
  const [problem, now] = [(await checkErrorText())(upstream), ctx.clock.now()]
  const texts = {
    test: t('test'), ok: t('testOk'), latency: t('latency'), models: t('answersFor'), reasons: Object.fromEntries(reasons.map((reason) => [reason, t(`reasons.${reason}`)])),
  }
  return (
    <div className="grid gap-6">
      <PageHeader
        title={upstream.name} crumbs={[{ label: t('title'), href: routes.adminUpstreams() }]}
        lead={<span className="inline-flex flex-wrap items-center gap-3"><Status domain="upstream" state={upstream.health} />{upstream.baseUrl ? <Code>{upstream.baseUrl}</Code> : t('house')}</span>}
        actions={
          <>
            <SwitchButton upstream={upstream} />
            {upstream.isHouse || upstream.models.length > 0 ? null : (
              <ConfirmDialog
                trigger={<Button look="dangerQuiet">{t('remove')}</Button>} title={t('removeTitle', { name: isolated(upstream.name) })} consequences={[t('removeBody')]}
                action={removeUpstreamAction} values={{ id }} confirmLabel={t('remove')}
              />
            )}
          </>
        }
      />
      {problem && upstream.isEnabled ? (
        <Notice look={upstream.health === 'healthy' ? 'warning' : 'danger'} title={problem}>
          {upstream.openUntil && upstream.openUntil > now ? <>{t('openUntil')} <RelativeTime at={upstream.openUntil} now={now} timeZone={staffZone} /></> : t('mendHint')}
        </Notice>
      ) : null}
      <div className="grid items-start gap-5 lg:grid-cols-3">
        <div className="lg:col-span-2"><UpstreamForm upstream={upstream} action={saveUpstreamAction} /></div>
        <div className="grid gap-5">
          <Card>
            <CardHeader title={t('check')} hint={upstream.lastCheckedAt ? <>{t('checked')} <RelativeTime at={upstream.lastCheckedAt} now={now} timeZone={staffZone} /></> : t('neverChecked')} />
            <CardBody><TestButton id={id} texts={texts} /></CardBody>
          </Card>
          <Card>
            <CardHeader title={t('models')} />
            <CardBody>
              {upstream.models.length === 0 ? <p className="text-text-2">{t('noModels')}</p> : (
                <ul className="grid gap-2">
                  {upstream.models.map((model) => (
                    <li key={model.id} className="flex flex-wrap justify-between gap-2"><Link href={routes.adminModel(model.id)} className="link"><Code>{model.slug}</Code></Link><Code className="text-text-2">{model.upstreamModel}</Code></li>
                  ))}
                </ul>
              )}
            </CardBody>
          </Card>
        </div>
      </div>
    </div>
  )
}
