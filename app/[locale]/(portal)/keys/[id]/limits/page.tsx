import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { Form } from '@/components/form/form'
import { HiddenFields } from '@/components/form/hidden-fields'
import { SubmitButton } from '@/components/form/submit-button'
import { KeyFields } from '@/components/keys/key-fields'
import { Notice } from '@/components/ui/banner'
import { getKey } from '@/lib/domain/keys'
import { getOffer } from '@/lib/domain/portal'
import { portalContext } from '@/lib/http/context'
import { updateKeyAction } from '../../actions'
import { KeyFrame, mayChangeKey, orNotFound } from '../../_components/key-frame'
import { keyOfferOf } from '../../_components/key-offer'

type Props = { params: Promise<{ id: string }> }

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations('keys'))('tabs.limits') }
}

/** What one key may do, how much and from where; changes count from its next request. */
export default async function KeyLimitsPage({ params }: Props) {
  const [ctx, { id }, t] = [await portalContext(), await params, await getTranslations('keys')]
  const [key, offer] = await Promise.all([getKey(ctx, { id }).catch(orNotFound), getOffer(ctx, {})])
  const fields = <KeyFields draft={key} offer={keyOfferOf(offer, ctx)} />
  return (
    <KeyFrame ctx={ctx} keyView={key} tab="limits">
      <div className="grid max-w-form gap-5">
        {mayChangeKey(ctx, key) ? (
          <Form action={updateKeyAction} okToast={t('form.saved')}>
            <HiddenFields values={{ id: key.id }} />
            {fields}
            <div className="flex justify-end"><SubmitButton>{t('form.save')}</SubmitButton></div>
          </Form>
        ) : (
          <>
            <Notice>{t(key.status === 'revoked' ? 'detail.revokedNote' : 'detail.readOnly')}</Notice>
            <fieldset disabled className="grid gap-5">{fields}</fieldset>
          </>
        )}
      </div>
    </KeyFrame>
  )
}
