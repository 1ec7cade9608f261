import QRCode from 'qrcode'

/** Modules of quiet around the code: scanners need four. */
const quiet = 4

/** Text as a QR code: inline SVG made on the server, dark on light in every theme because scanners expect that. */
export function QrCode({ text, label }: { text: string; label: string }) {
  const { size, data } = QRCode.create(text, { errorCorrectionLevel: 'M' }).modules
  const cells = Array.from({ length: size * size }, (_, index) => index).filter((index) => data[index] === 1)
  const path = cells.map((index) => `M${(index % size) + quiet} ${Math.floor(index / size) + quiet}h1v1h-1z`).join('')
  const side = size + 2 * quiet
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`} shapeRendering="crispEdges" className="aspect-square w-full max-w-60 rounded-control border">
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  )
}
