const browsers: [RegExp, string][] = [
  [/\bEdg(?:A|iOS)?\//, 'Edge'], [/\bOPR\//, 'Opera'], [/\bSamsungBrowser\//, 'Samsung Internet'], [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Headless)?(?:Chrome|CriOS|Chromium)\//, 'Chrome'], [/\bSafari\//, 'Safari'], [/^curl\//, 'curl'], [/\bpython/i, 'Python'], [/\bnode\b|undici/i, 'Node.js'],
]
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'], [/\b(?:iPhone|iPad|iPod)\b/, 'iOS'], [/\bWindows\b/, 'Windows'], [/\bCrOS\b/, 'ChromeOS'], [/\bMac OS X\b|\bMacintosh\b/, 'macOS'], [/\bLinux\b/, 'Linux'],
]

/** "Firefox · Linux": what a user agent says of itself, in proper names that need no translation; null when it says nothing known. */
export function deviceOf(userAgent: string | null): string | null {
  const found = [browsers, systems].map((list) => list.find(([pattern]) => pattern.test(userAgent ?? ''))?.[1])
  const names = found.filter((name) => name !== undefined)
  return names.length > 0 ? names.join(' · ') : null
}
