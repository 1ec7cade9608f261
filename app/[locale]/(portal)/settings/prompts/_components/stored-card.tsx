import { getTranslations } from 'next-intl/server'
import { ConfirmDialog } from '@/components/form/confirm-dialog'
import { Button } from '@/components/ui/button'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { PromptStorageView } from '@/lib/domain/usage/prompts/view'
import { setPromptStorageAction } from '../../actions'

/** What is stored now, and the way to be rid of it. It stays when nothing is left, so that deleting can say that it worked. */
export async function StoredCard({ storage: { storedCount, retentionDays } }: { storage: PromptStorageView }) {
  const t = await getTranslations('usage.promptStorage')
  return (
    <Card tone={storedCount > 0 ? 'danger' : 'plain'}>
      <CardHeader title={t('stored', { count: storedCount })} hint={t('storedHint')} />
      <CardBody>
        <ConfirmDialog
          trigger={<Button look="danger" disabled={storedCount === 0}>{t('delete')}</Button>} title={t('deleteTitle')} confirmLabel={t('delete')} okToast={t('deleted')} action={setPromptStorageAction}
          consequences={[t('deleteCount', { count: storedCount }), t('deleteOff'), t('deleteForEver')]} values={{ isOn: 'false', retentionDays, deleteStored: 'true' }}
        />
      </CardBody>
    </Card>
  )
}
