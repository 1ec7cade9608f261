import { useTranslations } from 'next-intl'
import type { ComponentProps } from 'react'
import { Select } from '@/components/ui/input'

const offered = [5, 15, 30, 60, 240, 1440]

type Props = Omit<ComponentProps<typeof Select>, 'children' | 'value'> & { value: number | null }

/** After how long without a request it goes to sleep; a time of its own (set through the API) stays among the choices. */
export function SleepSelect({ value, defaultValue, ...rest }: Props) {
  const t = useTranslations('instances.form')
  const minutes = [...new Set([...offered, ...(value === null ? [] : [value])])].sort((a, b) => a - b)
  return (
    <Select {...rest} defaultValue={defaultValue ?? value ?? ''}>
      <option value="">{t('sleepNever')}</option>
      {minutes.map((count) => <option key={count} value={count}>{count % 60 === 0 ? t('sleepHours', { count: count / 60 }) : t('sleepMinutes', { count })}</option>)}
    </Select>
  )
}
