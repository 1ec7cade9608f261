'use client'
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { CopyOnce } from '@/components/data/copy-once'
import { Form } from '@/components/form/form'
import { SubmitButton } from '@/components/form/submit-button'
import { KeyFields, KeyNameField, newKeyDraft, type KeyOffer } from '@/components/keys/key-fields'
import { Button } from '@/components/ui/button'
import { Dialog, DialogClose, DialogContent, DialogTrigger } from '@/components/ui/dialog'
import { Icon } from '@/components/ui/dir-icon'
import type { KeyCreatedView } from '@/lib/domain/keys/view'
import { createKeyAction } from '../actions'

/** The dialog that makes a key, and after it the one that shows its secret this once. */
export function CreateKey({ offer, startsOpen }: { offer: KeyOffer; startsOpen: boolean }) {
  const t = useTranslations('keys')
  const [isOpen, setOpen] = useState(startsOpen)
  const [secret, setSecret] = useState<string>()
  const show = (key: KeyCreatedView): void => {
    setOpen(false)
    setSecret(key.secret)
  }
  return (
    <>
      <Dialog open={isOpen} onOpenChange={setOpen}>
        <DialogTrigger asChild><Button look="primary"><Icon icon={Plus} />{t('page.create')}</Button></DialogTrigger>
        <DialogContent title={t('form.createTitle')} hint={t('form.createLead')}>
          <Form action={createKeyAction} onOk={show}>
            <KeyNameField name="" />
            <details className="rounded-control border px-4 py-3">
              <summary className="font-medium">{t('form.more')}</summary>
              <div className="mt-4 grid gap-5"><KeyFields draft={newKeyDraft} offer={offer} /></div>
            </details>
            <div className="flex flex-wrap justify-end gap-2">
              <DialogClose asChild><Button>{t('form.cancel')}</Button></DialogClose>
              <SubmitButton>{t('form.submit')}</SubmitButton>
            </div>
          </Form>
        </DialogContent>
      </Dialog>
      <CopyOnce secret={secret} title={t('created.title')} warning={t('created.warning')} envName="MATRIX_API_KEY" onClose={() => setSecret(undefined)} />
    </>
  )
}
