import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '@/components/ui/badge'
import { ToneShape } from './tone-shape'
import { toneOf, type StatusDomain } from './status-tones'

type Props = { domain: StatusDomain; state: string; detail?: ReactNode }

/** A state as word, shape and colour: `<Status domain="invoice" state="overdue" detail={<DateTime …/>} />`. No JavaScript on server pages. */
export function Status({ domain, state, detail }: Props) {
  const t = useTranslations(`status.${domain}`)
  return <ToneBadge tone={toneOf(domain, state)}>{t.has(state) ? t(state) : state}{detail ? <> · {detail}</> : null}</ToneBadge>
}

/** The same look for a word that is not a state of the table. */
export function ToneBadge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return <Badge tone={tone}><ToneShape tone={tone} /><span>{children}</span></Badge>
}
