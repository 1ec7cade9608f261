import { execFileSync } from 'node:child_process'
import { createSign, createVerify, randomUUID, X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { crc32 } from 'node:zlib'

/** A root and a certificate signed by it, made with openssl, to sign notices as PayPal does. */
export class PeerCertificate {
  readonly root: string
  readonly pem: string
  private readonly key: string

  constructor(commonName = 'messageverificationcerts.paypal.com', days = 30) {
    const folder = mkdtempSync(path.join(tmpdir(), 'peer-certificate-'))
    const run = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' })
    try {
      run('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'root.key', '-out', 'root.pem', '-days', '30', '-subj', '/CN=Test Root')
      run('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', `/CN=${commonName}`)
      run('x509', '-req', '-in', 'leaf.csr', '-CA', 'root.pem', '-CAkey', 'root.key', '-CAcreateserial', '-out', 'leaf.pem', '-days', String(days))
      const read = (name: string): string => readFileSync(path.join(folder, name), 'utf8')
      this.root = read('root.pem')
      this.pem = read('leaf.pem')
      this.key = read('leaf.key')
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }

  sign(body: string, webhookId: string, address: string, at = new Date()): Record<string, string> {
    const [id, time] = [randomUUID(), at.toISOString()]
    const signature = createSign('RSA-SHA256').update(`${id}|${time}|${webhookId}|${crc32(Buffer.from(body))}`).sign(this.key, 'base64')
    // PayPal's description of its own verification lets a signature begin with a letter or digit only.
    if (!/^\w/.test(signature)) return this.sign(body, webhookId, address, at)
    return {
      'paypal-transmission-id': id, 'paypal-transmission-time': time, 'paypal-transmission-sig': signature, 'paypal-cert-url': address, 'paypal-auth-algo': 'SHA256withRSA',
    }
  }

  /** What the API answers about a transmission; the event is compared as it lies in the request. */
  confirms(fields: Record<string, unknown>, body: string): boolean {
    const event = body.slice(body.indexOf('"webhook_event":') + '"webhook_event":'.length, -1)
    const text = `${String(fields.transmission_id)}|${String(fields.transmission_time)}|${String(fields.webhook_id)}|${crc32(Buffer.from(event))}`
    return createVerify('RSA-SHA256').update(text).verify(new X509Certificate(this.pem).publicKey, String(fields.transmission_sig), 'base64')
  }
}
