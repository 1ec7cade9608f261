/** First letter of the first word: one letter in Arabic too, since joined letters would read as a word. */
export function Avatar({ name }: { name: string }) {
  const [letter = '?'] = [...name.trim()]
  return <span aria-hidden="true" className="grid size-8 place-items-center rounded-full bg-neutral-tint font-semibold text-text">{letter.toLocaleUpperCase('en')}</span>
}
