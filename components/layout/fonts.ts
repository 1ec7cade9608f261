import localFont from 'next/font/local'

/** Latin, digits and signs, in both languages. */
export const inter = localFont({
  src: '../../node_modules/@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
  weight: '100 900', variable: '--font-inter', display: 'swap', preload: true, adjustFontFallback: 'Arial',
})

/** Arabic letters only; a little larger, because Inter's small letters are taller. Not preloaded: English pages never need it. */
export const plexArabic = localFont({
  src: [
    { path: '../../node_modules/@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-400-normal.woff2', weight: '400', style: 'normal' },
    { path: '../../node_modules/@fontsource/ibm-plex-sans-arabic/files/ibm-plex-sans-arabic-arabic-600-normal.woff2', weight: '600', style: 'normal' },
  ],
  variable: '--font-plex-arabic', display: 'swap', preload: false, adjustFontFallback: false,
  declarations: [
    { prop: 'size-adjust', value: '106%' },
    { prop: 'unicode-range', value: 'U+0600-06FF, U+0750-077F, U+0870-08FF, U+200C-200E, U+2010-2011, U+204F, U+2E41, U+FB50-FDFF, U+FE70-FEFC' },
  ],
})

/** Keys, ids, code and logs. */
export const plexMono = localFont({
  src: [
    { path: '../../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-400-normal.woff2', weight: '400', style: 'normal' },
    { path: '../../node_modules/@fontsource/ibm-plex-mono/files/ibm-plex-mono-latin-500-normal.woff2', weight: '500', style: 'normal' },
  ],
  variable: '--font-plex-mono', display: 'swap', preload: false, adjustFontFallback: false,
})
