import path from 'node:path'
import { Font } from '@react-pdf/renderer'

export const pdfFont = 'Plex Arabic'

let isRegistered = false

/**
 * IBM Plex Sans Arabic as whole TTF files: Latin and Arabic in one, with dots that this layout places right. Words are
 * never hyphenated: Arabic has no hyphenation, and ids must stay whole.
 */
export function registerPdfFonts(): void {
  if (isRegistered) return
  const folder = path.join(process.cwd(), 'node_modules', '@expo-google-fonts', 'ibm-plex-sans-arabic')
  Font.register({
    family: pdfFont,
    fonts: [
      { src: path.join(folder, '400Regular', 'IBMPlexSansArabic_400Regular.ttf'), fontWeight: 400 },
      { src: path.join(folder, '600SemiBold', 'IBMPlexSansArabic_600SemiBold.ttf'), fontWeight: 600 },
    ],
  })
  Font.registerHyphenationCallback((word) => [word])
  isRegistered = true
}
