import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { programOf } from '../run.mjs'
import { root } from './paths.mjs'

const credentials = {
  STRIPE_SECRET_KEY: 'sk_test_browser_tests',
  STRIPE_WEBHOOK_SECRET: 'whsec_browser_tests',
  PAYPAL_CLIENT_ID: 'browser-tests',
  PAYPAL_CLIENT_SECRET: 'browser-tests',
  PAYPAL_ENVIRONMENT: 'sandbox',
  PAYPAL_WEBHOOK_ID: 'WHBROWSERTESTS',
}

/** Starts the test peers of the real payment providers. Resolves to the settings that reach them and a way to end them. */
export async function startPaymentPeers(baseUrl) {
  const program = await programOf('lib/testing/payment-peers.ts')
  const child = spawn(process.execPath, ['--enable-source-maps', program], { cwd: root, env: { ...process.env, ...credentials, BASE_URL: baseUrl }, stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    once(child, 'exit').then(() => { throw new Error('the payment peers ended at once') }),
  ])
  const { stripe, paypal } = JSON.parse(line)
  return { settings: { ...credentials, STRIPE_API_BASE: stripe, PAYPAL_API_BASE: paypal }, stop: () => child.kill() }
}
