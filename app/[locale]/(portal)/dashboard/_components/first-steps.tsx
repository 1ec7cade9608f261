import { getTranslations } from 'next-intl/server'
import { CodeTabs } from '@/components/data/code-tabs'
import { AutoRefresh } from '@/components/data/auto-refresh'
import { codeSamples, keyPlace } from '@/components/playground/code-samples'
import { emptySettings } from '@/components/playground/conversation'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { DashboardView } from '@/lib/domain/portal/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { StepMark } from './step-mark'

/** From nothing to the first answer; ticks itself off while somebody is looking. */
export async function FirstSteps({ steps, baseUrl }: { steps: DashboardView['firstSteps']; baseUrl: string }) {
  const t = await getTranslations('dashboard.start')
  const samples = codeSamples({ baseUrl, model: 'nicholas-core', messages: [{ role: 'user', content: t('prompt') }], settings: emptySettings, key: keyPlace })
  return (
    <Card>
      <AutoRefresh everyMs={4_000} />
      <CardHeader title={t('title')} />
      <CardBody>
        <ol className="grid gap-6">
          <li className="flex gap-3">
            <StepMark isDone={steps.hasKey} label={t(steps.hasKey ? 'done' : 'waiting')} />
            <div className="grid gap-2">
              <h3 className="font-medium">{t('key')}</h3>
              <p className="text-text-2">{t(steps.hasKey ? 'keyDone' : 'keyBody')}</p>
              {steps.hasKey ? null : <div><Button asChild look="primary"><Link href={routes.newKey()}>{t('keyAct')}</Link></Button></div>}
            </div>
          </li>
          <li className="flex gap-3">
            <StepMark isDone={steps.hasRequest} label={t(steps.hasRequest ? 'done' : 'waiting')} />
            <div className="grid min-w-0 flex-1 gap-2">
              <h3 className="font-medium">{t('call')}</h3>
              <p className="text-text-2">{t('callBody')}</p>
              <CodeTabs label={t('call')} tabs={samples.map(({ label, code }) => ({ name: label, code }))} />
              <p><Link className="link" href={routes.playground()}>{t('tryPlayground')}</Link></p>
            </div>
          </li>
          <li className="flex gap-3">
            <StepMark isDone={steps.hasRequest} label={t(steps.hasRequest ? 'done' : 'waiting')} />
            <div className="grid gap-2">
              <h3 className="font-medium">{t('see')}</h3>
              <p className="text-text-2">{t(steps.hasRequest ? 'seeDone' : 'seeBody')}</p>
            </div>
          </li>
        </ol>
      </CardBody>
    </Card>
  )
}
