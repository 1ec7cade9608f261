import { useTranslations } from 'next-intl'
import { DateTime } from '@/components/data/date-time'
import { Money } from '@/components/data/money'
import { Card, CardBody, CardHeader } from '@/components/ui/card'
import type { CreditNoteRowView } from '@/lib/domain/billing/view'
import { Link } from '@/lib/i18n/navigation'

type Props = { notes: readonly CreditNoteRowView[]; timeZone: string; hrefOf: (id: string) => string; isFile?: boolean }

/** The credit notes of an invoice, with where their money went. Nothing when there are none. */
export function CreditNoteList({ notes, timeZone, hrefOf, isFile = false }: Props) {
  const [t, about] = [useTranslations('creditNote'), useTranslations('billing.creditNotes')]
  if (notes.length === 0) return null
  return (
    <Card>
      <CardHeader title={about('title')} />
      <CardBody>
        <ul className="grid gap-3">
          {notes.map((note) => (
            <li key={note.id} className="grid gap-0.5">
              <div className="flex flex-wrap items-baseline justify-between gap-2">
                {isFile ? <a className="link" href={hrefOf(note.id)}><bdi dir="ltr">{note.number}</bdi></a> : <Link className="link" href={hrefOf(note.id)}><bdi dir="ltr">{note.number}</bdi></Link>}
                <Money minor={note.totalMinor} currency={note.currency} className="font-medium" />
              </div>
              <p className="text-text-2">{t(`reason.${note.reason}`)} · <DateTime at={note.issuedAt} timeZone={timeZone} show="date" /></p>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  )
}
