import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Badge, type Tone } from '@/components/ui/badge'
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

/** ● success · ◐ in motion · ○ neutral · ▲ warning · ■ danger: told apart without colour. */
export function ToneShape({ tone }: { tone: Tone }) {
  return <svg width={8} height={8} viewBox="0 0 8 8" aria-hidden="true" className="shrink-0">{shapes[tone]}</svg>
}

const shapes: Record<Tone, ReactNode> = {
  success: <circle cx={4} cy={4} r={4} className="fill-success-solid" />,
  info: <><circle cx={4} cy={4} r={3.25} className="fill-transparent stroke-accent-text" strokeWidth={1.5} /><path d="M4 0a4 4 0 0 1 0 8Z" className="fill-accent-text" /></>,
  neutral: <circle cx={4} cy={4} r={3.25} className="fill-transparent stroke-text-2" strokeWidth={1.5} />,
  warning: <path d="M4 .5 8 7.5H0Z" className="fill-warning" />,
  danger: <rect width={8} height={8} rx={1} className="fill-danger-solid" />,
}
