import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin('./lib/i18n/request.ts')

/** For files that the proxy does not see; pages get theirs from proxy.ts, API answers from lib/http/problem.ts. */
const fileHeaders = [
  { key: 'x-content-type-options', value: 'nosniff' },
  { key: 'x-frame-options', value: 'DENY' },
  { key: 'cross-origin-resource-policy', value: 'same-origin' },
  { key: 'referrer-policy', value: 'no-referrer' },
]
const textHeaders = [...fileHeaders, { key: 'content-security-policy', value: "default-src 'none'; frame-ancestors 'none'" }]

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  // npm run check looks at the types of everything; each installation's build would do it again, for most of its time.
  typescript: { ignoreBuildErrors: true },
  images: { unoptimized: true },
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ['@kubernetes/client-node', '@node-rs/argon2', '@react-pdf/renderer', 'dockerode', 'graphile-worker', 'nodemailer', 'pg', 'pino', 'undici'],
  experimental: { serverActions: { bodySizeLimit: '1mb' }, globalNotFound: true },
  headers: async () => [
    { source: '/_next/static/:path*', headers: fileHeaders },
    { source: '/:file(robots.txt|manifest.webmanifest|icon.svg)', headers: textHeaders },
    { source: '/.well-known/:path*', headers: textHeaders },
  ],
}

export default withNextIntl(config)
