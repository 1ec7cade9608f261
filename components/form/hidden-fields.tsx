/** Values that travel with a form: `<HiddenFields values={{ id: key.id }} />`. Absent ones are left out. */
export function HiddenFields({ values }: { values: Record<string, string | number | bigint | undefined> }) {
  return Object.entries(values).map(([name, value]) => (value === undefined ? null : <input key={name} type="hidden" name={name} value={String(value)} />))
}
