import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import type { InstancePreviewView, InstanceRefusal } from '@/lib/domain/instances/view'
import { formatBytes } from '@/lib/i18n/format'
import { ltr } from '@/lib/i18n/isolate'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

const ways: { [refusal in InstanceRefusal]?: { href: string; act: 'plans' | 'wallet' | 'profile' } } = {
  subscription: { href: routes.plans(), act: 'plans' }, not_offered: { href: routes.changeSubscription(), act: 'plans' }, quota: { href: routes.changeSubscription(), act: 'plans' },
  funds: { href: routes.wallet(), act: 'wallet' }, compliance: { href: routes.profile(), act: 'profile' },
}

/** Why it cannot be done now, each with the way out of it. Nothing where nothing stands in the way. */
export function Refusals({ preview }: { preview: InstancePreviewView }) {
  const t = useTranslations('instances.refusals')
  if (preview.refusals.length === 0) return null
  return (
    <Notice look="warning" title={t('title')}>
      <ul className="grid gap-2">
        {preview.refusals.map((refusal) => {
          const way = ways[refusal]
          return (
            <li key={refusal} className="flex flex-wrap items-center gap-2">
              <span>{t(refusal, { max: preview.instances.max, storage: ltr(formatBytes(preview.before?.size.storageBytes ?? 0)) })}</span>
              {way ? <Button asChild size="sm"><Link href={way.href}>{t(`way.${way.act}`)}</Link></Button> : null}
            </li>
          )
        })}
      </ul>
    </Notice>
  )
}
