'use client'
// In the browser's bundle for the reason that cell-strip.tsx gives.
import type { ReactNode } from 'react'
import type { Tone } from '@/components/ui/badge'

const shapes: Record<Tone, ReactNode> = {
  success: <circle cx={4} cy={4} r={4} className="fill-success-solid" />,
  info: <><circle cx={4} cy={4} r={3.25} className="fill-transparent stroke-accent-text" strokeWidth={1.5} /><path d="M4 0a4 4 0 0 1 0 8Z" className="fill-accent-text" /></>,
  neutral: <circle cx={4} cy={4} r={3.25} className="fill-transparent stroke-text-2" strokeWidth={1.5} />,
  warning: <path d="M4 .5 8 7.5H0Z" className="fill-warning" />,
  danger: <rect width={8} height={8} rx={1} className="fill-danger-solid" />,
}

/** ● success · ◐ in motion · ○ neutral · ▲ warning · ■ danger: told apart without colour. */
export function ToneShape({ tone }: { tone: Tone }) {
  return <svg width={8} height={8} viewBox="0 0 8 8" aria-hidden="true" className="shrink-0">{shapes[tone]}</svg>
}
