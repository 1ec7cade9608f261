import { useTranslations } from 'next-intl'
import { Notice } from '@/components/ui/banner'
import { Button } from '@/components/ui/button'
import type { ComplianceView } from '@/lib/domain/billing/view'
import { Link } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'

type Props = { reasons: readonly ComplianceView['reasons'][number]['code'][] }

/** What has to be settled before money is taken, and where. */
export function Blockers({ reasons }: Props) {
  const [t, words] = [useTranslations('checkout'), useTranslations('licensing.reasons')]
  return (
    <Notice look="warning" title={t('blocked')}>
      <ul className="grid list-disc gap-1 ps-5">{reasons.map((code) => <li key={code}>{words(code)}</li>)}</ul>
      <p className="mt-2"><Button asChild size="sm"><Link href={routes.profile()}>{t('fixProfile')}</Link></Button></p>
    </Notice>
  )
}
