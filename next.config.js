import createNextIntlPlugin from 'next-intl/plugin'

const withNextIntl = createNextIntlPlugin('./lib/i18n/request.ts')

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  productionBrowserSourceMaps: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  outputFileTracingRoot: import.meta.dirname,
  serverExternalPackages: ['@node-rs/argon2', '@react-pdf/renderer', 'graphile-worker', 'nodemailer', 'pg', 'pino', 'undici'],
  experimental: { serverActions: { bodySizeLimit: '1mb' } },
}

export default withNextIntl(config)
