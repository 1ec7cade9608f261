'use client'
import { useState, type ReactNode } from 'react'
import { CopyOnce } from '@/components/data/copy-once'
import { Form } from '@/components/form/form'
import type { KeyCreatedView } from '@/lib/domain/keys/view'
import { useRouter } from '@/lib/i18n/navigation'
import { routes } from '@/lib/routes'
import { createKeyAction } from '../actions'

/** Makes the key, shows its secret this once, and leads on to the key. */
export function NewKeyForm({ children, secretTitle, secretWarning }: { children: ReactNode; secretTitle: string; secretWarning: string }) {
  const router = useRouter()
  const [made, setMade] = useState<KeyCreatedView>()
  const leave = (): void => {
    if (made) router.push(routes.key(made.id))
    setMade(undefined)
  }
  return (
    <>
      <Form action={createKeyAction} onOk={setMade}>{children}</Form>
      <CopyOnce secret={made?.secret} title={secretTitle} warning={secretWarning} envName="MATRIX_API_KEY" onClose={leave} />
    </>
  )
}
