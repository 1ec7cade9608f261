import { useTranslations } from 'next-intl'
import { useId, type ReactNode } from 'react'
import { Badge } from '@/components/ui/badge'
import { Table, Td, Th } from '@/components/ui/table'
import type { Field, Operation } from './areas'
import { MethodPath } from './method-path'

/** One route with its fields. The document is English, so it reads left to right in both languages. */
export function OperationCard({ operation }: { operation: Operation }) {
  const t = useTranslations('apiDocs')
  const places = { path: t('inPath'), query: t('inQuery'), header: t('inHeader') }
  return (
    <section aria-labelledby={operation.id} className="rounded-card border bg-surface">
      <h2 id={operation.id} className="flex min-h-11 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5">
        <MethodPath method={operation.method} path={operation.path} />
        <bdi lang="en" className="text-text-2">{operation.summary}</bdi>
      </h2>
      <div className="grid gap-5 border-t p-4">
        <Access access={operation.access} />
        {operation.description ? <p dir="ltr" lang="en" className="max-w-prose">{operation.description}</p> : null}
        {operation.parameters.length > 0 ? <Fields of={operation.id} title={t('parameters')} fields={operation.parameters} place={(field) => places[(field as Operation['parameters'][number]).place]} /> : null}
        {operation.body.length > 0 ? <Fields of={operation.id} title={t('body')} fields={operation.body} /> : null}
        {operation.answer.length > 0 ? <Fields of={operation.id} title={<>{t('answer')} <bdi dir="ltr">{operation.status}</bdi></>} fields={operation.answer} /> : null}
      </div>
    </section>
  )
}

function Access({ access }: { access: Operation['access'] }) {
  const t = useTranslations('apiDocs')
  if (access.isPublic) return <p><Badge>{t('public')}</Badge></p>
  return (
    <p className="flex flex-wrap gap-2">
      {access.hasSession ? <Badge>{t('session')}</Badge> : null}
      {access.scopes ? <Badge tone="info">{t('key')}{access.scopes.length > 0 ? <> · {t('scope', { scope: access.scopes.join(', ') })}</> : null}</Badge> : null}
    </p>
  )
}

const indents = ['', 'ps-4', 'ps-8'] as const

function Fields({ of, title, fields, place }: { of: string; title: ReactNode; fields: readonly Field[]; place?: (field: Field) => string }) {
  const t = useTranslations('apiDocs')
  const id = useId()
  return (
    <section className="grid gap-1.5">
      <h3 id={id} className="text-h3 font-medium">{title}</h3>
      <div dir="ltr" tabIndex={0} role="region" aria-labelledby={`${of} ${id}`} className="overflow-x-auto rounded-control border">
        <Table lang="en">
          <thead><tr><Th>{t('field')}</Th><Th>{t('type')}</Th><Th>{t('notes')}</Th></tr></thead>
          <tbody className="divide-y">
            {fields.map((field, index) => (
              <tr key={index}>
                <Td className="font-mono text-mono"><span className={indents[field.depth]}>{field.name || '—'}</span></Td>
                <Td className="font-mono text-mono text-text-2">{field.type}</Td>
                <Td className="text-text-2">{[place?.(field), field.isRequired ? t('required') : '', field.notes].filter(Boolean).join(' · ')}</Td>
              </tr>
            ))}
          </tbody>
        </Table>
      </div>
    </section>
  )
}
