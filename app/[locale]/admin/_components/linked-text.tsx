/** Plain text as it was written, its web addresses as links. Nothing of it is ever read as HTML. */
export function LinkedText({ text }: { text: string }) {
  const parts = text.split(/(https?:\/\/[^\s<>"']+)/)
  return (
    <div dir="auto" className="text-prose break-words whitespace-pre-wrap">
      {parts.map((part, index) => (index % 2 === 1 ? <a key={index} href={part} rel="noreferrer" className="link"><bdi dir="ltr">{part}</bdi></a> : part))}
    </div>
  )
}
