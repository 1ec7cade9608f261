'use client'
import { useState } from 'react'
import { Field } from '@/components/form/field'
import { useField } from '@/components/form/form-context'
import { Button } from '@/components/ui/button'
import { Input, Select } from '@/components/ui/input'
import { Label } from '@/components/ui/label'
import type { UsageTermsView } from '@/lib/domain/admin/plans/view'

type Mode = UsageTermsView['usagePrice']
type Basis = UsageTermsView['usageBasis']
export type UsagePriceTexts = {
  usagePrice: string; modes: Record<Mode, string>; modeHints: Record<Mode, string>; basis: string; bases: Record<Basis, string>
  step: string; upTo: Record<Basis, string>; upToHint: string; rate: Record<Basis, string>; flat: string; packageSize: Record<Basis, string>; packagePrice: string; addStep: string
}

const modes = ['list', 'graduated', 'volume', 'package'] as const
const bases = ['tokens', 'value'] as const
const maxSteps = 20

/** How usage beyond the allowance is priced: at list price, or by steps of tokens or of value. Fields that do not count are not shown. */
export function UsagePriceFields({ terms, texts }: { terms: UsageTermsView; texts: UsagePriceTexts }) {
  const typed = { mode: useField('usagePrice').typed, basis: useField('usageBasis').typed }
  const [mode, setMode] = useState<Mode>(modes.find((one) => one === typed.mode) ?? terms.usagePrice)
  const [basis, setBasis] = useState<Basis>(bases.find((one) => one === typed.basis) ?? terms.usageBasis)
  const [steps, setSteps] = useState(Math.max(2, terms.tiers.length))
  const { error } = useField('usagePrice')
  return (
    <div className="grid gap-5">
      <div className="grid items-start gap-5 sm:grid-cols-2">
        <div className="grid gap-1.5">
          <Label htmlFor="usagePrice">{texts.usagePrice}</Label>
          <Select id="usagePrice" name="usagePrice" value={mode} aria-invalid={error ? true : undefined} aria-describedby="usagePrice-note" onChange={(event) => setMode(modes.find((one) => one === event.target.value) ?? 'list')}>
            {modes.map((one) => <option key={one} value={one}>{texts.modes[one]}</option>)}
          </Select>
          <p id="usagePrice-note" className={error ? 'text-caption font-medium text-danger' : 'text-caption text-text-3'}>{error ?? texts.modeHints[mode]}</p>
        </div>
        {mode === 'list' ? null : (
          <div className="grid gap-1.5">
            <Label htmlFor="usageBasis">{texts.basis}</Label>
            <Select id="usageBasis" name="usageBasis" value={basis} onChange={(event) => setBasis(event.target.value === 'value' ? 'value' : 'tokens')}>
              {bases.map((one) => <option key={one} value={one}>{texts.bases[one]}</option>)}
            </Select>
          </div>
        )}
      </div>
      {mode === 'list' ? null : (
        <>
          {Array.from({ length: steps }, (_, at) => <Step key={at} at={at} tier={terms.tiers[at]} isPackage={mode === 'package'} basis={basis} texts={texts} />)}
          {steps < maxSteps ? <div><Button type="button" size="sm" onClick={() => setSteps(steps + 1)}>{texts.addStep}</Button></div> : null}
        </>
      )}
    </div>
  )
}

type StepProps = { at: number; tier: UsageTermsView['tiers'][number] | undefined; isPackage: boolean; basis: Basis; texts: UsagePriceTexts }

function Step({ at, tier, isPackage, basis, texts }: StepProps) {
  const field = (name: 'upTo' | 'rate' | 'flat' | 'packageSize' | 'packagePrice', label: string, hint?: string) => (
    <Field name={`tiers.${at}.${name}`} label={label} hint={hint}><Input inputMode="decimal" dir="ltr" defaultValue={tier?.[name] ?? undefined} /></Field>
  )
  return (
    <fieldset className="grid items-start gap-4 rounded-card border p-4 sm:grid-cols-2">
      <legend className="px-1 font-medium">{texts.step} <bdi dir="ltr">{at + 1}</bdi></legend>
      {field('upTo', texts.upTo[basis], texts.upToHint)}
      {isPackage ? field('packageSize', texts.packageSize[basis]) : field('rate', texts.rate[basis])}
      {isPackage ? field('packagePrice', texts.packagePrice) : null}
      {field('flat', texts.flat)}
    </fieldset>
  )
}
