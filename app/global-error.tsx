'use client'
import './globals.css'

/** Shown only when the root layout itself fails: no texts can be loaded then, so both languages stand here. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto grid max-w-dialog gap-4 p-6">
          <h1 className="text-h1 font-semibold">This page did not load</h1>
          <p className="text-text-2">The fault is on our side. Trying again often helps.</p>
          <p lang="ar" dir="rtl" className="text-text-2">تعذّر تحميل هذه الصفحة. الخطأ من جانبنا، وكثيرًا ما تنجح إعادة المحاولة.</p>
          {error.digest ? <p className="text-caption text-text-3">Reference: <span className="font-mono">{error.digest}</span></p> : null}
          <div>
            <button type="button" onClick={reset} className="min-h-9 rounded-control bg-accent px-4 font-medium text-on-accent hover:bg-accent-hover">Try again · إعادة المحاولة</button>
          </div>
        </main>
      </body>
    </html>
  )
}
