import { useTranslations } from 'next-intl'
import { Button } from '@/components/ui/button'
import { Input } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import { Segmented, type LinkTab } from '@/components/ui/tabs'

type Props = {
  label: string
  options: LinkTab[]
  /** A range of days of one's own: sent by GET to `path` (with its language prefix), beside the `keep` parameters. */
  custom?: { path: string; from?: string; to?: string; fromName?: string; toName?: string; keep?: Record<string, string>; isOpen: boolean; label: string }
}

/** Named periods as links, and two dates for anything else. Works without script. */
export function PeriodPicker({ label, options, custom }: Props) {
  const t = useTranslations('common')
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Segmented label={label} options={options} />
      {custom ? (
        <details open={custom.isOpen} className="group">
          <summary className="inline-flex min-h-8 items-center rounded-control px-2.5 text-h3 font-medium text-text-2 hover:bg-sunken hover:text-text">{custom.label}</summary>
          <form action={custom.path} className="mt-2 flex flex-wrap items-end gap-2">
            {Object.entries(custom.keep ?? {}).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}
            <DateInput label={t('from')} name={custom.fromName ?? 'from'} value={custom.from} />
            <DateInput label={t('to')} name={custom.toName ?? 'to'} value={custom.to} />
            <Button type="submit">{t('apply')}</Button>
          </form>
        </details>
      ) : null}
    </div>
  )
}

function DateInput({ label, name, value }: { label: string; name: string; value: string | undefined }) {
  return (
    <div className="grid gap-1">
      <Label htmlFor={`period-${name}`} className="text-caption">{label}</Label>
      <Input id={`period-${name}`} type="date" name={name} defaultValue={value} dir="ltr" required />
    </div>
  )
}
